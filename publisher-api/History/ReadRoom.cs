using Gateway.Shared.Apps;
using Gateway.Shared.History;
using Gateway.Shared.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi.History;

/// <summary>Bounds what those who read cost together: places while Kafka is read for them, memory until they have taken their answers.</summary>
internal sealed class ReadRoom(IOptions<HistoryOptions> options)
{
    // An API key is one reader of its app; no user has an empty name.
    private const string ByKey = "";

    private readonly int _pageBytes = options.Value.MaxPageBytes;
    private readonly FairRoom _places = new(options.Value.MaxRequests);
    private readonly FairRoom _answers = new(options.Value.MaxWaitingBytes);

    /// <summary>Takes a place, and memory for a whole page; null if there is none.</summary>
    public Lease? TryEnter(App app, Session? session)
    {
        var user = session?.User ?? ByKey;
        if (_places.TryTake(app.Name, user, 1) is not { } place) return null;
        if (_answers.TryTake(app.Name, user, _pageBytes) is { } memory) return new Lease(place, memory);
        place.Dispose();
        return null;
    }

    /// <summary>What one request has.</summary>
    public sealed class Lease(FairRoom.Lease place, FairRoom.Lease memory) : IDisposable
    {
        /// <summary>The answer is made: the place is free, and only as much memory is taken as the answer has bytes.</summary>
        public void Made(long bytes)
        {
            place.Dispose();
            // The last event of a page may go beyond the page's bound. If there is no room for that the page counts as before.
            memory.TryResize(bytes);
        }

        public void Dispose()
        {
            place.Dispose();
            memory.Dispose();
        }
    }
}
