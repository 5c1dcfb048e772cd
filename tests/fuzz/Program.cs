using Gateway.Tests.Fuzz;
using Gateway.Tests.Fuzz.Engine;

if (args.Contains(FuzzOptions.Worker)) Coverage.Prepare();
if (FuzzOptions.Parse(args, out var fault) is not { } options)
{
    await Console.Error.WriteLineAsync(fault);
    return 2;
}
return options.IsWorker ? Fuzzer.Run(options) : await InstrumentedCopy.RunAsync(args);
