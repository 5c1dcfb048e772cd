using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>Runs the figures that were asked for, one after the other; what each came to is kept before the next begins.</summary>
internal sealed class FigureProgram(string[] arguments, Progress progress, CancellationToken stop)
{
    public async Task RunAsync(BenchOptions asked)
    {
        foreach (var figure in AllFigures.Named(asked.Figure!)) await RunAsync(figure, asked);
    }

    // Each with a Kafka of its own: on the CPUs that the figure leaves it, and without the topics of the others.
    private async Task RunAsync(Figure figure, BenchOptions asked)
    {
        var defaults = asked.IsShort ? figure.Short(figure.Defaults) : figure.Defaults;
        if (!BenchOptions.TryParse(arguments, defaults, out var options, out var fault)) throw new BenchException(fault);
        progress.Say($"{figure.Name}: {options}");
        var load = Machine.LoadAverage();
        var outcome = await BenchRunner.OnKafkaAsync(options.Pinning, progress, bench => figure.RunAsync(new FigureRun(options, bench, progress, stop)), stop);
        var result = FigureResult.Of(figure, options, arguments, load, outcome);
        if (!asked.IsShort) FigureDocument.Keep(result);
        Console.WriteLine(result.ToMarkdown());
    }
}
