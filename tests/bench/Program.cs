using Gateway.Bench;
using Gateway.Bench.Figures;
using Gateway.Bench.Load;
using Gateway.Bench.Report;
using Gateway.Bench.Roaming;
using Gateway.Tests.Processes;

// The load client is this same program, started once more as a process of its own.
if (args is ["client", ..]) return LoadClientProgram.Run(LoadPlan.FromArguments(args[1]));
if (args is ["roaming", ..]) return await RoamingProgram.RunAsync(RoamingPlan.FromArgument(args[1]));
if (!BenchOptions.TryParse(args, new BenchOptions(), out var options, out var fault))
{
    Console.Error.WriteLine($"{fault}\n{BenchOptions.Usage}");
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    // Not at once: what was started is ended first.
    press.Cancel = true;
    stop.Cancel();
};
try
{
    var progress = new Progress();
    if (options.Figure is not null) await new FigureProgram(args, progress, stop.Token).RunAsync(options);
    else Console.WriteLine(await BenchRunner.OnKafkaAsync(options.Pinning, progress, FreeFormAsync, stop.Token));
    return 0;

    async Task<string> FreeFormAsync(BenchRunner bench) => options.Scenario is null
        ? MarkdownReport.Of(options, await bench.RunRoundsAsync(options), args)
        : MarkdownReport.Of(await bench.OnSiteAsync(options, site => new Scenario(options, site, progress, stop.Token).RunAsync()), args);
}
catch (Exception failure) when (failure is OperationCanceledException or BenchException or ServiceStartException)
{
    Console.Error.WriteLine($"\nThe bench stopped: {failure.Message}");
    return 1;
}
