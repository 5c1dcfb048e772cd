using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gateway.Tests.Faults.Cluster;
using Gateway.Tests.Faults.Network;

namespace Gateway.Tests.Faults.Clients;

/// <summary>
/// A client that records what it gets. When its connection ends, however that may be, it connects to any gateway, as docs/protocol.md says,
/// and goes on with each channel after its last position.
/// </summary>
internal sealed class RecordingClient
{
    private readonly RunClock _clock;
    private readonly Random _random;
    private readonly Backoff _backoff;
    private readonly string _app;
    private readonly Dictionary<string, Recording> _recordings;
    private readonly HashSet<string> _subscribed = [];
    private ClientConnection? _connection;
    private volatile bool _isLive;
    private volatile bool _isSlow;
    private long _stalledUntil;
    private TimeSpan _lastHeard;
    private string _retry = "";

    public RecordingClient(string name, string app, IEnumerable<string> channels, bool fromEarliest, RunClock clock, int seed)
    {
        (Name, _app, _clock, _random) = (name, app, clock, new Random(seed));
        _backoff = new Backoff(_random);
        _recordings = channels.ToDictionary(channel => channel, channel => new Recording(name, app, channel, fromEarliest));
    }

    public string Name { get; }

    public IReadOnlyCollection<Recording> Recordings => _recordings.Values;

    public ClientCounts Counts { get; } = new();

    /// <summary>Whether it is subscribed to all its channels.</summary>
    public bool IsLive => _isLive;

    /// <summary>Runs until told to stop.</summary>
    public async Task RunAsync(FaultCluster cluster, CancellationToken stop)
    {
        using var ending = stop.Register(Drop);
        while (!stop.IsCancellationRequested)
        {
            var wait = await ConnectOnceAsync(cluster, stop);
            await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends its connection without a word; it comes back.</summary>
    public void Drop() => Volatile.Read(ref _connection)?.Abort();

    /// <summary>Reads nothing for some time.</summary>
    public void Stall(TimeSpan time) => Volatile.Write(ref _stalledUntil, (_clock.Now + time).Ticks);

    /// <summary>Comes back by a link that is slow, or by one that is not.</summary>
    public void SetSlow(bool slow)
    {
        _isSlow = slow;
        Drop();
    }

    private async Task<TimeSpan> ConnectOnceAsync(FaultCluster cluster, CancellationToken stop)
    {
        using var connection = new ClientConnection();
        _retry = "backoff";
        try
        {
            await connection.OpenAsync(AnyLink(cluster).Proxy.Port, _app);
            Volatile.Write(ref _connection, connection);
            if (stop.IsCancellationRequested) return TimeSpan.Zero;
            Counts.Connects++;
            await RunConnectionAsync(connection);
        }
        catch (Exception gone) when (IsDisconnect(gone))
        {
            // Whatever it was, it goes on after its last position.
        }
        finally
        {
            _isLive = false;
            Volatile.Write(ref _connection, null);
            _subscribed.Clear();
        }
        return _retry == "now" ? _backoff.Now() : _backoff.Next();
    }

    private Link AnyLink(FaultCluster cluster)
    {
        var links = _isSlow ? cluster.SlowlyToGateways : cluster.ToGateways;
        return links[_random.Next(links.Count)];
    }

    private async Task RunConnectionAsync(ClientConnection connection)
    {
        await connection.SendAsync("connect", new { token = Site.TokenOf(_app) });
        while (true)
        {
            var stalled = TimeSpan.FromTicks(Volatile.Read(ref _stalledUntil)) - _clock.Now;
            if (stalled > TimeSpan.Zero) await Task.Delay(stalled);
            using var message = await connection.ReceiveAsync();
            if (message is null) break;
            await TakeAsync(connection, message.RootElement);
        }
        await connection.FinishAsync();
    }

    // What it does not know it passes over, as a client should.
    private async Task TakeAsync(ClientConnection connection, JsonElement message)
    {
        if (message.TryGetProperty("event", out var received)) TakeEvent(received);
        else if (message.TryGetProperty("connect", out _)) await SubscribeAsync(connection);
        else if (message.TryGetProperty("subscribe", out var reply)) TakeReply(connection, reply.GetProperty("channels"));
        else if (message.TryGetProperty("gap", out var gap)) TakeGap(gap);
        else if (message.TryGetProperty("closing", out var closing)) _retry = closing.GetProperty("retry").GetString()!;
        else if (message.TryGetProperty("error", out var error)) Any.Fault($"the gateway answered {error}");
    }

    private Recording Any => _recordings.Values.First();

    private void TakeEvent(JsonElement received)
    {
        var channel = received.GetProperty("channel").GetString()!;
        if (!_recordings.TryGetValue(channel, out var recording)) Any.Fault($"an event of {channel}, to which it never subscribed");
        else if (!_subscribed.Contains(channel)) recording.Fault("an event before the reply to subscribe");
        else
        {
            var fingerprint = Fingerprint.Of(
                received.GetProperty("id").GetString()!, received.GetProperty("source").GetString()!, JsonMarshal.GetRawUtf8Value(received.GetProperty("data")));
            recording.Received(received.GetProperty("position").GetString()!, fingerprint, _clock.Now);
            NoteHeard();
        }
    }

    private void NoteHeard()
    {
        var now = _clock.Now;
        if (_lastHeard > TimeSpan.Zero && now - _lastHeard > Counts.LongestSilence) Counts.LongestSilence = now - _lastHeard;
        _lastHeard = now;
    }

    private Task SubscribeAsync(ClientConnection connection) =>
        connection.SendAsync("subscribe", new { channels = _recordings.Values.Where(recording => !_subscribed.Contains(recording.Channel)).Select(Request) });

    private static object Request(Recording recording) => recording switch
    {
        { Last: { } position } => new { channel = recording.Channel, position },
        { FromEarliest: true } => new { channel = recording.Channel, start = "earliest" },
        _ => recording.Channel,
    };

    private void TakeReply(ClientConnection connection, JsonElement results)
    {
        foreach (var result in results.EnumerateArray())
        {
            var recording = _recordings[result.GetProperty("channel").GetString()!];
            if (result.TryGetProperty("error", out var error)) TakeRefusal(recording, error);
            else TakePosition(recording, result.GetProperty("position").GetString()!);
        }
        _isLive = _subscribed.Count == _recordings.Count;
        if (_isLive) _backoff.Reset();
        else _ = SubscribeAgainAsync(connection);
    }

    private void TakePosition(Recording recording, string position)
    {
        _subscribed.Add(recording.Channel);
        if (recording.Last is not null) Counts.Resumes++;
        recording.Subscribed(position, _clock.Now);
    }

    private static void TakeRefusal(Recording recording, JsonElement error)
    {
        if (error.GetProperty("retry").GetString() is not ("now" or "backoff")) recording.Fault($"refused: {error}");
    }

    private void TakeGap(JsonElement gap) =>
        _recordings[gap.GetProperty("channel").GetString()!].GapTold(gap.ToString(), gap.GetProperty("to").GetString()!);

    private async Task SubscribeAgainAsync(ClientConnection connection)
    {
        await Task.Delay(_backoff.Next());
        try
        {
            await SubscribeAsync(connection);
        }
        catch (Exception gone) when (IsDisconnect(gone))
        {
            // Its loop sees it too.
        }
    }

    // InvalidOperationException: it was aborted just before.
    private static bool IsDisconnect(Exception exception) =>
        exception is WebSocketException or SocketException or IOException or HttpRequestException
            or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
