using System.Globalization;

namespace Gateway.Bench.Roaming;

/// <summary>A node's own figures, from <c>/metrics</c>.</summary>
internal sealed record NodeMetrics(IReadOnlyDictionary<string, double> Values)
{
    /// <summary>A metric without labels; 0 if there is none.</summary>
    public double this[string name] => Values.GetValueOrDefault(name);

    public static async Task<NodeMetrics> ReadAsync(Uri node, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = node };
        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), stop);
        var lines = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#' && !line.Contains('{', StringComparison.Ordinal)).Select(line => line.Split(' '));
        return new(lines.ToDictionary(line => line[0], line => double.Parse(line[1], CultureInfo.InvariantCulture)));
    }
}
