using System.Globalization;
using System.Text.Json;

namespace Gateway.Bench.Roaming;

/// <summary>The roaming clients' process: carries out each line on its standard input, answers with a line of totals, and ends when that is closed.</summary>
internal static class RoamingProgram
{
    public static async Task<int> RunAsync(RoamingPlan plan)
    {
        var loop = new RoamingLoop(plan);
        new Thread(loop.Run) { IsBackground = true, Name = "roaming" }.Start();
        while (await Console.In.ReadLineAsync() is { } order)
            Console.WriteLine(JsonSerializer.Serialize(await loop.DoAsync(() => Do(loop, order.Split(' ')))));
        return 0;
    }

    private static RoamingTotals Do(RoamingLoop loop, string[] order)
    {
        switch (order)
        {
            case ["goto", var port]: loop.GoTo(int.Parse(port, CultureInfo.InvariantCulture)); break;
            case ["leave"]: loop.Leave(); break;
            case ["return"]: loop.Return(); break;
            case ["choose", var count]: loop.Choose(int.Parse(count, CultureInfo.InvariantCulture)); break;
            case ["stall"]: loop.Stall(true); break;
            case ["read"]: loop.Stall(false); break;
        }
        return loop.Totals();
    }
}
