using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Bench.Figures;

namespace Gateway.Bench.Report;

/// <summary>CPU time for each delivered message as a picture: groups of bars on a logarithmic scale, for light and dark pages.</summary>
internal sealed class BarChart
{
    private const int Width = 760;
    private const int Left = 110;
    private const int Right = 90;
    private const int BarHeight = 18;
    private const int RowHeight = 23;
    private const int TitleHeight = 34;
    private const int Top = 40;

    // A page that shows an SVG as an image passes on only whether it is dark.
    private const string Style = """
        <style>
          text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 } .scale { fill: #6e7781; font-size: 11px }
          .page { fill: #ffffff } .line { stroke: #d0d7de } .gateway { fill: #0969da } .limit { fill: #8c959f } .peer { fill: #d4a05a }
          @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .scale { fill: #8b949e } .page { fill: #0d1117 } .line { stroke: #30363d }
            .gateway { fill: #4493f8 } .limit { fill: #6e7681 } .peer { fill: #b07d3c }
          }
        </style>
        """;

    private readonly StringBuilder _svg = new();
    private readonly double _low;
    private readonly double _high;
    private int _y = Top;

    private BarChart(IReadOnlyList<Bar> bars)
    {
        // Whole decades around all values; the lower one is not that of the least bar, or it would have no length.
        _low = Math.Floor(Math.Log10(bars.Min(bar => bar.Microseconds)) - 0.3);
        _high = Math.Max(_low + 1, Math.Ceiling(Math.Log10(bars.Max(bar => bar.Microseconds))));
    }

    /// <summary>The picture as SVG.</summary>
    public static string Of(IReadOnlyList<Bar> bars)
    {
        var drawn = bars.Where(bar => double.IsFinite(bar.Microseconds) && bar.Microseconds > 0).ToList();
        return drawn.Count == 0 ? "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n" : new BarChart(drawn).Draw(drawn);
    }

    private string Draw(List<Bar> bars)
    {
        foreach (var group in bars.GroupBy(bar => bar.Group))
        {
            Write($"<text class=\"title\" x=\"12\" y=\"{_y + 20}\">{WebUtility.HtmlEncode(group.Key)}</text>\n");
            _y += TitleHeight;
            foreach (var bar in group) DrawBar(bar);
        }
        var height = _y + 16;
        return Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\">\n")
            + "<title>CPU time of the server for each delivered message</title>\n" + Style
            + Invariant($"\n<rect class=\"page\" width=\"{Width}\" height=\"{height}\" rx=\"6\"/>\n")
            + "<text class=\"title\" x=\"12\" y=\"24\">CPU µs of the server for each delivered message (logarithmic; shorter is better)</text>\n"
            + Scale() + _svg + "</svg>\n";
    }

    private void DrawBar(Bar bar)
    {
        var (end, middle) = (X(bar.Microseconds), _y + 13);
        Write($"<text x=\"{Left - 8}\" y=\"{middle}\" text-anchor=\"end\">{WebUtility.HtmlEncode(bar.Contender)}</text>");
        Write($"<rect class=\"{ClassOf(bar.Contender)}\" x=\"{Left}\" y=\"{_y}\" width=\"{end - Left:0.0}\" height=\"{BarHeight}\" rx=\"2\"/>");
        Write($"<text x=\"{end + 6:0.0}\" y=\"{middle}\">{bar.Microseconds:0.00} µs</text>\n");
        _y += RowHeight;
    }

    private string Scale()
    {
        var lines = new StringBuilder();
        for (var decade = _low; decade <= _high; decade++)
        {
            var (value, bottom) = (Math.Pow(10, decade), _y);
            lines.Append(Invariant($"<line class=\"line\" x1=\"{X(value):0.0}\" x2=\"{X(value):0.0}\" y1=\"{Top}\" y2=\"{bottom}\"/>"));
            lines.Append(Invariant($"<text class=\"scale\" x=\"{X(value):0.0}\" y=\"{bottom + 12}\" text-anchor=\"middle\">{value:0.##}</text>\n"));
        }
        return lines.ToString();
    }

    private double X(double value) => Left + ((Width - Left - Right) * (Math.Log10(value) - _low) / (_high - _low));

    private void Write(FormattableString text) => _svg.Append(Invariant(text));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string ClassOf(string contender) =>
        contender == "gateway" ? "gateway" : contender.StartsWith("limit", StringComparison.Ordinal) ? "limit" : "peer";
}
