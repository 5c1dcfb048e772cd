using System.Net.Sockets;
using System.Text.Json;

namespace Gateway.Bench.Load;

/// <summary>
/// The load client's process: opens the first connections and says so with a line, opens the others when it is given a line, says
/// so with a line of totals, then answers each line on its standard input with another, and ends when that is closed.
/// </summary>
internal static class LoadClientProgram
{
    public static int Run(LoadPlan plan)
    {
        var sockets = new Socket[plan.Clients];
        OpenedSockets.Open(plan, sockets, 0, plan.First);
        Console.WriteLine();
        if (Console.ReadLine() is null) return 0;
        OpenedSockets.Open(plan, sockets, plan.First, plan.Clients);
        var loop = new LoadLoop(sockets, plan.EventBytes, plan.ManyInAFrame);
        new Thread(loop.Run) { IsBackground = true, Name = "load" }.Start();
        do Console.WriteLine(JsonSerializer.Serialize(loop.Totals));
        while (Console.ReadLine() is not null);
        return 0;
    }
}
