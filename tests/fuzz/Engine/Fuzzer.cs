using System.Diagnostics;
using Gateway.Tests.Fuzz.Targets;

namespace Gateway.Tests.Fuzz.Engine;

/// <summary>
/// Changes inputs, runs them and keeps those that take new branches, as AFL and libFuzzer do; in this process, so that it needs neither. The time is
/// shared out evenly among the targets.
/// </summary>
internal static class Fuzzer
{
    private const int MaxFindings = 5;

    /// <summary>0 if nothing was found, else 1.</summary>
    internal static int Run(FuzzOptions options)
    {
        var targets = AllTargets.Named(options.Target);
        Console.WriteLine($"seed {options.Seed}, {options.Time.TotalSeconds:0} s for {targets.Count} targets");
        using var watchdog = new Watchdog();
        var findings = 0;
        foreach (var target in targets) findings += Run(target, options, options.Time / targets.Count, watchdog);
        return findings == 0 ? 0 : 1;
    }

    private static int Run(Target target, FuzzOptions options, TimeSpan time, Watchdog watchdog)
    {
        var random = new Random(options.Seed);
        var (mutator, coverage, corpus) = (new Mutator(random, target), new Coverage(), new Corpus(target, options.Keep));
        var (started, runs, findings) = (Stopwatch.GetTimestamp(), 0L, 0);
        // The first run of any code allocates what it keeps.
        foreach (var seed in Corpus.Seeds(target, options.Keep)) Trial.FaultOf(target, seed);
        foreach (var seed in Corpus.Seeds(target, options.Keep)) findings += Try(seed, isSeed: true);
        for (; findings < MaxFindings && Stopwatch.GetElapsedTime(started) < time; runs++)
            findings += Try(mutator.Mutate(corpus.Any(random), corpus.Any(random)), isSeed: false);
        Console.WriteLine($"{target.Name}: {runs} inputs, {corpus.Count} kept, {coverage.Branches} branches, {findings} findings");
        return findings;

        int Try(byte[] input, bool isSeed)
        {
            watchdog.Begin(target.Name, input);
            Coverage.Begin();
            var fault = Trial.FaultOf(target, input);
            if (coverage.IsNew() || isSeed) corpus.Add(input, isNew: !isSeed);
            if (fault is null) return 0;
            Findings.Tell(target.Name, input, fault);
            return 1;
        }
    }
}
