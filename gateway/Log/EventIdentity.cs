using Confluent.Kafka;
using Gateway.Shared.Events;

namespace Gateway.Log;

/// <summary>What makes an event the same as another: channel, source and id (CloudEvents 1.0, section 3.1.1), as a <see cref="KeyedHash"/>.</summary>
internal static class EventIdentity
{
    /// <summary>The hash; 0 for a record whose id or source does not count (<see cref="HeaderText"/>): it is like no other.</summary>
    public static UInt128 Of(Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> message)
    {
        if (!HeaderText.TryGet(message.Headers, EventHeaders.Id, out var id)) return 0;
        if (!HeaderText.TryGet(message.Headers, EventHeaders.Source, out var source)) return 0;
        var hash = new KeyedHash();
        hash.Add(message.Key.GetValueOrDefault().Span);
        hash.Add(source);
        hash.Add(id);
        var identity = hash.End();
        return identity == 0 ? 1 : identity;
    }
}
