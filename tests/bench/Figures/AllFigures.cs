namespace Gateway.Bench.Figures;

/// <summary>The figures, in the order of the report.</summary>
internal static class AllFigures
{
    public const string All = "all";

    public static IReadOnlyList<Figure> InOrder { get; } =
    [
        new FanOutFigure(),
        new SaturationFigure(),
        new LatencyFigure(),
        new IdleMemoryFigure(),
        new AllocationFigure(),
        new InterestFigure(),
        new StartFigure(),
        new CoresFigure(),
        new GrowthFigure(),
        new PublisherFigure(),
        ScenarioFigure.Stalled(),
        ScenarioFigure.Storm(),
        ScenarioFigure.RollingUpgrade(),
    ];

    /// <summary>One by its name, or all; empty if there is none.</summary>
    public static IReadOnlyList<Figure> Named(string name) => name == All ? InOrder : [.. InOrder.Where(figure => figure.Name == name)];
}
