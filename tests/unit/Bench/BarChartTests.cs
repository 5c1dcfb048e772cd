using System.Globalization;
using System.Xml.Linq;
using Gateway.Bench.Figures;
using Gateway.Bench.Report;

namespace Gateway.Tests.Unit.Bench;

public sealed class BarChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Of_Bars_DrawsOneForEachAndLongerForMore()
    {
        var widths = Widths([new("one", "gateway", 1), new("one", "node-ws", 10), new("two", "signalr", 100)]);
        Assert.Equal(3, widths.Count);
        Assert.True(widths[0] > 0);
        // Logarithmic: from 1 to 10 is as far as from 10 to 100.
        Assert.Equal(widths[1] - widths[0], widths[2] - widths[1], 0.2);
    }

    [Fact]
    public void Of_WhatWasNotMeasured_LeavesItOut() =>
        Assert.Single(Widths([new("one", "gateway", 5), new("one", "node-ws", double.NaN)]));

    [Fact]
    public void Of_NamesWithMarkup_EscapesThem() =>
        Assert.Contains(XDocument.Parse(BarChart.Of([new("a < b", "gateway", 1)])).Descendants(Svg + "text"), text => text.Value == "a < b");

    [Fact]
    public void Of_NoBars_IsStillAPicture() => Assert.Equal(Svg + "svg", XDocument.Parse(BarChart.Of([])).Root!.Name);

    private static List<double> Widths(IReadOnlyList<Bar> bars) =>
        [.. XDocument.Parse(BarChart.Of(bars)).Descendants(Svg + "rect")
            .Where(rect => rect.Attribute("class")!.Value != "page")
            .Select(rect => double.Parse(rect.Attribute("width")!.Value, CultureInfo.InvariantCulture))];
}
