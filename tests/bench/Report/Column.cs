using System.Globalization;
using Gateway.Bench.Measuring;

namespace Gateway.Bench.Report;

/// <summary>A column of the table.</summary>
internal sealed record Column(string Name, string NumberFormat, Func<RoundResult, double> Value)
{
    public double MedianOf(IEnumerable<RoundResult> rounds) => Medians.Of(rounds.Select(Value));

    public string Format(double value) => value.ToString(NumberFormat, CultureInfo.InvariantCulture);

    public static string FormatRatio(double ratio) => ratio.ToString("×0.00", CultureInfo.InvariantCulture);
}
