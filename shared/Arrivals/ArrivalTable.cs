using System.Collections.Concurrent;
using System.Net;
using Gateway.Shared.Errors;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Arrivals;

/// <summary>
/// All TCP connections of the process, counted before a byte of them is read, and those among them that have shown no grant. One that brings no request in
/// time is ended.
/// </summary>
public sealed class ArrivalTable : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Arrival> _strangers = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly LoopState? _state;
    private readonly TurnAway _door;
    private readonly AddressRate? _rate;
    private readonly int _max;
    private readonly int _operations;
    private readonly int _maxStrangers;
    private int _open;
    private int _unknown;

    public ArrivalTable(IOptions<ArrivalOptions> options, TimeProvider time, StrangerLimits? strangers = null, IOptions<OperationsOptions>? operations = null, LoopHealth? health = null)
    {
        _time = time;
        _state = health?.Add("arrivals");
        _operations = operations?.Value.Port ?? 0;
        _max = options.Value.Max > 0 ? options.Value.Max : OpenFiles.ForConnections();
        _maxStrangers = strangers?.MaxConnections ?? int.MaxValue;
        _rate = options.Value.RatePerAddress > 0 ? new AddressRate(options.Value.RatePerAddress, time) : null;
        _door = new TurnAway(time);
        IdleTimeout = options.Value.IdleTimeout;
        RequestTimeout = strangers?.Timeout < options.Value.RequestTimeout ? strangers.Timeout : options.Value.RequestTimeout;
        _timer = time.CreateTimer(static table => ((ArrivalTable)table!).EndSilent(), this, Interval, Interval);
    }

    /// <summary>How long a connection may take to bring its first request.</summary>
    public TimeSpan RequestTimeout { get; }

    /// <summary>How long it may idle between two.</summary>
    public TimeSpan IdleTimeout { get; }

    /// <summary>Open TCP connections.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Those of them that have shown no grant.</summary>
    public int Strangers => Volatile.Read(ref _unknown);

    /// <summary>Serves a connection if there is a place for it.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!await EnterAsync(connection)) return;
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(connection);
        }
    }

    /// <summary>Takes a place, to be given back by <see cref="Leave"/>; false if there is none, and then the client was told.</summary>
    public ValueTask<bool> EnterAsync(ConnectionContext connection) =>
        !IsForOperations(connection) && TryEnter(connection) is { } refusal ? _door.AnswerAsync(connection, refusal) : new(true);

    /// <summary>Gives the place back.</summary>
    public void Leave(ConnectionContext connection)
    {
        if (IsForOperations(connection)) return;
        Know(connection.ConnectionId);
        Interlocked.Decrement(ref _open);
        ArrivalMetrics.Open.Dec();
    }

    /// <summary>The connection has brought a request.</summary>
    public void Asked(string connectionId)
    {
        if (_strangers.TryGetValue(connectionId, out var arrival)) arrival.HasAsked = true;
    }

    /// <summary>The connection has shown a grant: it is no stranger any more.</summary>
    public void Know(string connectionId)
    {
        if (!_strangers.TryRemove(connectionId, out _)) return;
        Interlocked.Decrement(ref _unknown);
        ArrivalMetrics.Strangers.Dec();
    }

    public void Dispose() => _timer.Dispose();

    // A node that is full must still answer whether it lives: else it is restarted for being busy.
    private bool IsForOperations(ConnectionContext connection) =>
        _operations > 0 && connection.LocalEndPoint is IPEndPoint local && local.Port == _operations;

    private Code? TryEnter(ConnectionContext connection)
    {
        if (_rate is { } rate && connection.RemoteEndPoint is IPEndPoint from && !rate.TryTake(from.Address)) return Codes.TooManyAttempts;
        if (Interlocked.Increment(ref _open) > _max) return Refuse();
        if (Interlocked.Increment(ref _unknown) <= _maxStrangers)
        {
            _strangers[connection.ConnectionId] = new Arrival(connection, _time.GetTimestamp());
            ArrivalMetrics.Open.Inc();
            ArrivalMetrics.Strangers.Inc();
            return null;
        }
        Interlocked.Decrement(ref _unknown);
        return Refuse();
    }

    private Code Refuse()
    {
        Interlocked.Decrement(ref _open);
        return Codes.TooManyConnections;
    }

    private void EndSilent()
    {
        var ended = true;
        foreach (var (_, arrival) in _strangers)
            if (!arrival.HasAsked && _time.GetElapsedTime(arrival.Since) >= RequestTimeout) ended &= TryEnd(arrival);
        if (ended) _state?.Succeeded();
    }

    // An exception of a timer would end the process, and one connection must not keep the others open.
    private bool TryEnd(Arrival arrival)
    {
        try
        {
            arrival.Abort();
            return true;
        }
        catch (Exception failure) when (_state is not null)
        {
            _state.Failed(failure);
            return false;
        }
    }
}
