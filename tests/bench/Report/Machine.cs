using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Bench.Report;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{Processor()}, {Cpus} cores, {Gigabytes().ToString("0", CultureInfo.InvariantCulture)} GB; "
        + $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}; {RuntimeInformation.FrameworkDescription}";

    /// <summary>The load of the last 1, 5 and 15 minutes: who else was at work.</summary>
    public static string LoadAverage() => string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static string Processor() => FirstLine("/proc/cpuinfo", "model name")?.Split(':')[1].Trim() ?? "unknown processor";

    /// <summary>How many there are.</summary>
    // Not Environment.ProcessorCount: this process may be pinned to some of them.
    public static int Cpus { get; } = File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) - 1;

    private static double Gigabytes()
    {
        var kilobytes = FirstLine("/proc/meminfo", "MemTotal")?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] ?? "NaN";
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1e6;
    }

    private static string? FirstLine(string file, string start) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
}
