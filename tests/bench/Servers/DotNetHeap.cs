using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace Gateway.Bench.Servers;

/// <summary>
/// Has a .NET process collect its garbage, from outside: a trace session with this keyword of the runtime's provider begins with a full
/// collection (docs.microsoft.com, "GCHeapCollect").
/// </summary>
internal static class DotNetHeap
{
    private const long HeapCollect = 0x800000;
    private const int BufferMegabytes = 1;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    public static async Task CollectAsync(int process, CancellationToken stop)
    {
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, HeapCollect);
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync([provider], false, BufferMegabytes, stop);
        var reading = session.EventStream.CopyToAsync(Stream.Null, stop);
        await Task.Delay(Settled, stop);
        await session.StopAsync(stop);
        await reading;
    }
}
