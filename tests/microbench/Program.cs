using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Gateway.Tests.Microbench;
using Perfolizer.Horology;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// What single steps on the path of an event cost, and that they allocate nothing:
//   dotnet run -c Release --project tests/microbench [-- --filter '*Pull*']
// A short job in this process, of iterations that fit between two others on a machine that is shared: there the column Min is the one to compare.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.ShortRun.WithIterationTime(TimeInterval.FromMilliseconds(20)).WithIterationCount(60).WithToolchain(new InProcessEmitToolchain(logOutput: true)))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Min)
    .HideColumns(StatisticColumn.Error)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
BenchmarkSwitcher.FromAssembly(typeof(WindowBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
