namespace Gateway.Shared.History;

/// <summary>Bounds how many ask for history at a time. One app, told by its topic, has at most half: the others' places are not for it to take. Safe from any thread.</summary>
public sealed class HistoryPlaces(int places)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = [];
    private int _all;

    /// <summary>Takes a place; null if there is none.</summary>
    public Place? TryTake(string topic)
    {
        lock (_gate)
        {
            var own = _taken.GetValueOrDefault(topic);
            if (_all == places || own >= (places + 1) / 2) return null;
            _all++;
            _taken[topic] = own + 1;
            return new Place(this, topic);
        }
    }

    private void Free(string topic)
    {
        lock (_gate)
        {
            _all--;
            if (--_taken[topic] == 0) _taken.Remove(topic);
        }
    }

    /// <summary>A place, given back when disposed of, once.</summary>
    public sealed class Place(HistoryPlaces owner, string topic) : IDisposable
    {
        public void Dispose() => owner.Free(topic);
    }
}
