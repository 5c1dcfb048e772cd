using System.Globalization;

namespace Gateway.Tests.Strangers.Measuring;

/// <summary>What Linux knows of a process.</summary>
/// <param name="CpuSeconds">User and kernel time of all threads.</param>
/// <param name="Megabytes">Memory that is resident.</param>
internal readonly record struct ProcessReading(double CpuSeconds, double Megabytes)
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    public static ProcessReading Of(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        // The name, in parentheses, may hold blanks; utime and stime are the 12th and 13th fields after it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var resident = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new((Number(fields[11]) + Number(fields[12])) / TicksPerSecond, Number(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
