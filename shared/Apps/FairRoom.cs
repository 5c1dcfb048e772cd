namespace Gateway.Shared.Apps;

/// <summary>
/// Room that apps share, in bytes or places. An app may have as much as it leaves free: one app has at most half, each of two that want all has a
/// third. So an app that comes later always finds room. The users of an app share the app's half by the same rule. A lease that is its owner's only
/// one is not refused for the owner's share. Safe from any thread.
/// </summary>
public sealed class FairRoom(long size)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string App, string? User), long> _taken = [];
    private long _all;

    /// <summary>Takes room for an app, or for a user of it; null if there is none.</summary>
    public Lease? TryTake(string app, string? user, long amount)
    {
        var lease = new Lease(this, app, user);
        return lease.TryResize(amount) ? lease : null;
    }

    private bool TryAdd(Lease lease, long amount)
    {
        lock (_gate)
        {
            if (amount > 0 && !HasRoom(lease, amount)) return false;
            Add(lease, amount);
            return true;
        }
    }

    private bool HasRoom(Lease lease, long amount)
    {
        if (_all + amount > size) return false;
        var app = _taken.GetValueOrDefault((lease.App, null));
        if (app > lease.Amount && app + amount > size - (_all + amount)) return false;
        if (lease.User is null) return true;
        var user = _taken.GetValueOrDefault((lease.App, lease.User));
        return user == lease.Amount || user + amount <= (size / 2) - (app + amount);
    }

    private void Add(Lease lease, long amount)
    {
        _all += amount;
        lease.Amount += amount;
        AddTo((lease.App, null), amount);
        if (lease.User is not null) AddTo((lease.App, lease.User), amount);
    }

    // Who has nothing is not remembered: users come and go.
    private void AddTo((string App, string? User) owner, long amount)
    {
        var taken = _taken.GetValueOrDefault(owner) + amount;
        if (taken == 0) _taken.Remove(owner);
        else _taken[owner] = taken;
    }

    /// <summary>Room of one owner, given back when disposed of. By one thread at a time.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly FairRoom _room;

        internal Lease(FairRoom room, string app, string? user) => (_room, App, User) = (room, app, user);

        internal string App { get; }

        internal string? User { get; }

        internal long Amount { get; set; }

        /// <summary>Takes or gives back until the lease is for <paramref name="amount"/>; false, and nothing is changed, if there is no room.</summary>
        public bool TryResize(long amount) => amount == Amount || _room.TryAdd(this, amount - Amount);

        /// <summary>Gives all back; a second time does nothing.</summary>
        public void Dispose() => TryResize(0);
    }
}
