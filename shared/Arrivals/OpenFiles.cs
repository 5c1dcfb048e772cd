using System.Globalization;

namespace Gateway.Shared.Arrivals;

/// <summary>How many connections the limit of open files leaves: a process that reaches it can neither ask Kafka nor write a file.</summary>
internal static class OpenFiles
{
    private const int LeastForOthers = 256;
    private const string Row = "Max open files";

    /// <summary>The connections that may be open; <see cref="int.MaxValue"/> where the system tells no limit.</summary>
    public static int ForConnections()
    {
        try
        {
            return ForConnections(File.ReadAllText("/proc/self/limits"));
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            // Only Linux has that file.
            return int.MaxValue;
        }
    }

    /// <summary>The same of the text of <c>/proc/self/limits</c> (proc(5)).</summary>
    public static int ForConnections(string limits)
    {
        var row = limits.Split('\n').FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        var soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (!long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)) return int.MaxValue;
        return (int)Math.Clamp(limit - Math.Max(LeastForOthers, limit / 10), 1, int.MaxValue);
    }
}
