using System.IO.Hashing;
using System.Security.Cryptography;
using Confluent.Kafka;
using Gateway.Shared.Events;

namespace Gateway.Log;

/// <summary>
/// What makes an event the same as another: channel, source and id (CloudEvents 1.0, section 3.1.1), as a hash of 64 bits with a seed
/// that nobody outside knows. Used by one thread at a time.
/// </summary>
internal sealed class EventIdentity
{
    private static readonly long Seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    private readonly XxHash3 _hash = new(Seed);

    /// <summary>The hash; 0 for a record without id or source, which is like no other.</summary>
    public ulong Of(Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> message)
    {
        if (!message.Headers.TryGetLastBytes(EventHeaders.Id, out var id) || id is null) return 0;
        if (!message.Headers.TryGetLastBytes(EventHeaders.Source, out var source) || source is null) return 0;
        _hash.Append(message.Key.GetValueOrDefault().Span);
        // A byte that UTF-8 does not have.
        _hash.Append([0xff]);
        _hash.Append(source);
        _hash.Append([0xff]);
        _hash.Append(id);
        var identity = _hash.GetCurrentHashAsUInt64();
        _hash.Reset();
        return identity == 0 ? 1 : identity;
    }
}
