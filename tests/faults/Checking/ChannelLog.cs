namespace Gateway.Tests.Faults.Checking;

/// <summary>All that lies in Kafka of one channel, in the order of the log.</summary>
internal sealed class ChannelLog(int partition)
{
    private readonly List<LogRecord> _records = [];
    private readonly Dictionary<long, LogRecord> _byOffset = [];
    private readonly Dictionary<string, long> _first = [];

    /// <summary>The partition in which it lies.</summary>
    public int Partition => partition;

    public IReadOnlyList<LogRecord> Records => _records;

    /// <summary>The events: of each its first record.</summary>
    public IEnumerable<LogRecord> Events => _records.Where(record => FirstOffsetOf(record) == record.Offset);

    /// <summary>The offset of the last event; -1 if there is none.</summary>
    public long End { get; private set; } = -1;

    /// <summary>How many records are repeats of events that were there before.</summary>
    public int Repeats => _records.Count - _first.Count;

    public void Add(LogRecord record)
    {
        _records.Add(record);
        _byOffset.Add(record.Offset, record);
        if (_first.TryAdd(record.Event, record.Offset)) End = record.Offset;
    }

    public LogRecord? At(long offset) => _byOffset.TryGetValue(offset, out var record) ? record : null;

    /// <summary>The offset of the first record of the same event.</summary>
    public long FirstOffsetOf(LogRecord record) => _first[record.Event];

    /// <summary>The event's first record; null if it has none.</summary>
    public LogRecord? FirstOf(string source, string id) => _first.TryGetValue(EventName(source, id), out var offset) ? _byOffset[offset] : null;

    /// <summary>What tells one event from another.</summary>
    public static string EventName(string source, string id) => $"{source} {id}";
}
