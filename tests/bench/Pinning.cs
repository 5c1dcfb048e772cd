using System.Diagnostics;
using Gateway.Bench.Report;

namespace Gateway.Bench;

/// <summary>
/// Which CPUs the server has, and which everything else: client, Kafka and publisher must not take the time that is measured.
/// The lists are those of <c>taskset -c</c>; <c>all</c> pins nothing.
/// </summary>
internal sealed record Pinning(string Server, string Others)
{
    private const string All = "all";
    private static bool _moved;

    /// <summary>No pinning: for what is about counts, or about all that the machine can do.</summary>
    public static Pinning None { get; } = new(All, All);

    /// <summary>The first CPU for the server; a machine with one cannot part them.</summary>
    public static Pinning Default { get; } = Environment.ProcessorCount == 1
        ? None
        : new("0", Environment.ProcessorCount == 2 ? "1" : $"1-{Environment.ProcessorCount - 1}");

    /// <summary>Changes the start of the server so that it runs on its CPUs.</summary>
    public ProcessStartInfo ToServerCpus(ProcessStartInfo start)
    {
        if (Server == All) return start;
        string[] taskset = ["-c", Server, start.FileName];
        for (var i = 0; i < taskset.Length; i++) start.ArgumentList.Insert(i, taskset[i]);
        start.FileName = "taskset";
        return start;
    }

    /// <summary>Moves this process, and so what it starts from now on, to the CPUs of everything else; back to all of them after another pinning.</summary>
    public void ApplyToThisProcess()
    {
        if (Others != All) Move(Others);
        else if (_moved) Move($"0-{Machine.Cpus - 1}");
    }

    private static void Move(string cpus)
    {
        _moved = true;
        var id = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("taskset", ["-a", "-p", "-c", cpus, id]) { RedirectStandardOutput = true };
        using var taskset = Process.Start(start) ?? throw new BenchException("taskset did not start; give --server-cpus all --other-cpus all.");
        taskset.WaitForExit();
        if (taskset.ExitCode != 0) throw new BenchException($"taskset -c {cpus} was refused; give other --other-cpus.");
    }

    public override string ToString() => Server == All ? "Not pinned" : $"Server on CPU {Server}, client, Kafka and publisher on CPU {Others}";
}
