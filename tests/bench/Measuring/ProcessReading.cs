using System.Globalization;

namespace Gateway.Bench.Measuring;

/// <summary>What Linux knows of a process.</summary>
/// <param name="CpuSeconds">User and kernel time, all threads, since its start; in steps of 10 ms.</param>
/// <param name="RssBytes">Memory that is resident.</param>
internal readonly record struct ProcessReading(double CpuSeconds, long RssBytes)
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>The process now; nothing if it has ended.</summary>
    public static ProcessReading Of(int id)
    {
        try
        {
            return new(CpuOf($"/proc/{id}/stat"), RssOf($"/proc/{id}/status"));
        }
        catch (IOException)
        {
            return default;
        }
    }

    /// <summary>The busy time of all CPUs since the machine's start.</summary>
    public static double MachineCpuSeconds()
    {
        // user nice system idle iowait irq softirq steal
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        var ticks = Array.ConvertAll(fields, field => long.Parse(field, CultureInfo.InvariantCulture));
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / TicksPerSecond;
    }

    private static double CpuOf(string stat)
    {
        var text = File.ReadAllText(stat);
        // The name, in parentheses, may hold blanks; utime and stime are the 12th and 13th fields after it.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static long RssOf(string status)
    {
        var line = File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
