namespace Gateway.Bench.Figures;

/// <summary>One figure with goals: how it is loaded, how it is measured, what came out.</summary>
internal abstract class Figure
{
    /// <summary>The name for <c>--figure</c>; also the order and the place in docs/performance.md.</summary>
    public abstract string Name { get; }

    /// <summary>What is measured, in one line for a reader of the documentation.</summary>
    public abstract string About { get; }

    /// <summary>The load, as far as the command line does not say otherwise.</summary>
    public abstract BenchOptions Defaults { get; }

    /// <summary>The load of a quick trial.</summary>
    public virtual BenchOptions Short(BenchOptions defaults) => defaults with { Seconds = 4, Warmup = 2, Rounds = 1 };

    /// <summary>Measures.</summary>
    public abstract Task<FigureOutcome> RunAsync(FigureRun run);
}
