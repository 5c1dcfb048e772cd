using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Bench.Measuring;

/// <summary>What a process has received over the connections that it has to a port now, as the kernel counts it.</summary>
internal static partial class KafkaTraffic
{
    /// <summary>In bytes; NaN without <c>ss</c> (iproute2).</summary>
    public static double ReceivedBy(int process, string bootstrapServers)
    {
        var port = bootstrapServers.Split(',')[0].Split(':')[^1];
        try
        {
            var start = new ProcessStartInfo("ss", ["-tinpHO", $"( dport = :{port} )"]) { RedirectStandardOutput = true };
            using var ss = Process.Start(start)!;
            var lines = ss.StandardOutput.ReadToEnd().Split('\n').Where(line => line.Contains($"pid={process},", StringComparison.Ordinal));
            ss.WaitForExit();
            return lines.Sum(line => Received().Match(line) is { Success: true } found ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0);
        }
        catch (Win32Exception)
        {
            return double.NaN;
        }
    }

    [GeneratedRegex(@"bytes_received:(\d+)")]
    private static partial Regex Received();
}
