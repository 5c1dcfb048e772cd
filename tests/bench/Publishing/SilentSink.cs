using Gateway.Shared.Events;

namespace Gateway.Bench.Publishing;

/// <summary>Nowhere: for a server that sends by itself.</summary>
internal sealed class SilentSink : IEventSink
{
    public long Refused => 0;

    public void Send(Event sent)
    {
    }

    public void Dispose()
    {
    }
}
