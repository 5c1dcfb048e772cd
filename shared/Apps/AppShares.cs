namespace Gateway.Shared.Apps;

/// <summary>
/// Bounds something that apps share: of the places one app has at most half, so that the others' are not for it to take. An app that is alone in the installation has all.
/// Names of no app count together as one. Safe from any thread.
/// </summary>
public sealed class AppShares(AppRegistry apps, int places)
{
    private const string Unknown = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>How many places are taken.</summary>
    public int Taken => Volatile.Read(ref _all);

    /// <summary>Takes a place for an app until <see cref="Free"/>; false if there is none for it.</summary>
    public bool TryTake(string app)
    {
        var name = NameOf(app);
        lock (_gate)
        {
            var own = _taken.GetValueOrDefault(name);
            if (_all >= places || own >= Share(name)) return false;
            _all++;
            _taken[name] = own + 1;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Free(string app)
    {
        lock (_gate)
        {
            _all--;
            _taken[NameOf(app)]--;
        }
    }

    // Strangers of names that nobody has do not take the half of the only app.
    private int Share(string name) => apps.All.Count == 1 && name != Unknown ? places : (places + 1) / 2;

    private string NameOf(string app) => apps.TryGet(app, out _) ? app : Unknown;
}
