using System.Runtime.InteropServices;

namespace Gateway.Bench.Report;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{Processor()}, {CpusOnline()} cores, {MemoryGigabytes():0} GB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}  ";

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "?";

    // Not Environment.ProcessorCount: this process may be pinned to some of them.
    private static int CpusOnline() => File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) - 1;

    private static double MemoryGigabytes() =>
        double.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1e6;
}
