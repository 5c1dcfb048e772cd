using Gateway.Bench;
using Gateway.Bench.Load;
using Gateway.Bench.PublisherLoad;
using Gateway.Bench.Report;
using Gateway.Bench.Roaming;
using Gateway.Tests.Processes;

// The load client is this same program, started once more as a process of its own.
if (args is ["client", ..]) return LoadClientProgram.Run(LoadPlan.FromArguments(args[1]));
if (args is ["roaming", ..]) return await RoamingProgram.RunAsync(RoamingPlan.FromArgument(args[1]));
if (args is ["publisher-load", ..]) return await PublisherLoadProgram.RunAsync(args[1..]);
if (!BenchOptions.TryParse(args, out var options, out var fault))
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
    var runner = new BenchRunner(options, stop.Token);
    Console.WriteLine(options.Scenario is null
        ? MarkdownReport.Of(options, await runner.RunAsync(), args)
        : MarkdownReport.Of(await runner.RunScenarioAsync(), args));
    return 0;
}
catch (Exception failure) when (failure is OperationCanceledException or BenchException or ServiceStartException)
{
    Console.Error.WriteLine($"\nThe bench stopped: {failure.Message}");
    return 1;
}
