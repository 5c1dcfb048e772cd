using Gateway.Shared.Apps;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi.Publishing;

/// <summary>
/// Bounds the memory of the requests whose bodies come or wait for Kafka: while Kafka is away requests come faster than they go. A body counts with the bytes
/// that have come, not with those that it claims. No app can take what the others need: <see cref="FairRoom"/>.
/// </summary>
internal sealed class WaitingBytes(IOptions<PublisherApiOptions> options)
{
    /// <summary>What a request counts at least. So the number of requests has a bound too.</summary>
    public const int LeastOfRequest = 8 << 10;

    private readonly FairRoom _room = new(options.Value.MaxWaitingBytes);

    /// <summary>Takes room for a request whose body has not come yet; null if there is none.</summary>
    public FairRoom.Lease? TryEnter(App app) => _room.TryTake(app.Name, user: null, LeastOfRequest);
}
