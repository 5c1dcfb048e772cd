namespace Gateway.Tests.Faults.Report;

/// <summary>What happened when, for whoever looks and for later; and what must not have happened.</summary>
internal sealed class RunLog(RunClock clock, string directory) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<string> _faults = [];
    private readonly StreamWriter _file = new(Path.Combine(directory, "run.log")) { AutoFlush = true };

    /// <summary>What the services did that they must not do.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate) return [.. _faults];
        }
    }

    public void Write(string line)
    {
        lock (_gate)
        {
            line = $"{RunClock.Text(clock.Now),8}  {line}";
            _file.WriteLine(line);
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Notes what fails the run.</summary>
    public void Fault(string what)
    {
        lock (_gate) _faults.Add($"{RunClock.Text(clock.Now)}: {what}");
        Write(what);
    }

    public void Dispose() => _file.Dispose();
}
