namespace Gateway.Tests.Strangers.Measuring;

/// <summary>How long something took, again and again. Safe from any thread.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    /// <summary>How often nothing came of it.</summary>
    public int Failures { get; private set; }

    public void Add(TimeSpan taken)
    {
        lock (_milliseconds) _milliseconds.Add(taken.TotalMilliseconds);
    }

    public void AddFailure()
    {
        lock (_milliseconds) Failures++;
    }

    /// <summary>What was counted since the last call.</summary>
    public (int Count, double P50, double P99, int Failures) Take()
    {
        lock (_milliseconds)
        {
            _milliseconds.Sort();
            var taken = (_milliseconds.Count, At(0.5), At(0.99), Failures);
            _milliseconds.Clear();
            Failures = 0;
            return taken;
        }
    }

    private double At(double part) => _milliseconds.Count == 0 ? double.NaN : _milliseconds[(int)Math.Min(_milliseconds.Count - 1, Math.Ceiling(part * _milliseconds.Count) - 1)];
}
