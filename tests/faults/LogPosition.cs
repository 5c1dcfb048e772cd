using System.Globalization;

namespace Gateway.Tests.Faults;

/// <summary>A position, read by the checker's own means from its text form <c>epoch.partition.offset</c>; clients never look inside.</summary>
internal readonly record struct LogPosition(string Epoch, int Partition, long Offset)
{
    public static LogPosition Parse(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 3
            ? new(string.Intern(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture))
            : throw new FormatException($"'{text}' is no position.");
    }
}
