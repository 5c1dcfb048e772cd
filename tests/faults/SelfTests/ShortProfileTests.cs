using Gateway.Tests.Kafka;
using Xunit;

namespace Gateway.Tests.Faults.SelfTests;

/// <summary>The harness as CI runs it.</summary>
public sealed class ShortProfileTests
{
    // The same faults each time; others, and more of them, by hand.
    private const int Seed = 42;

    [SkippableFact]
    public async Task Run_ShortProfile_LosesDoublesAndDisordersNothing()
    {
        var home = KafkaHome.Find(out var refusal);
        Skip.If(home is null, $"Needs a real Kafka of its own: {refusal}");
        var directory = Directory.CreateTempSubdirectory("gateway-faults-").FullName;
        var summary = await new FaultRun(Profile.Short, Seed, home, directory).RunAsync();

        Assert.True(summary.IsGood, $"{summary}");
        // So that it cannot pass because nothing happened.
        Assert.InRange(summary.Deliveries, 1000, long.MaxValue);
        Assert.InRange(summary.SentAgain, 1, long.MaxValue);
        Assert.InRange(summary.Resumes, 1, long.MaxValue);
        Assert.Equal(Profile.Short.Faults, summary.Journal.Counts.Sum(item => item.Count));
        Directory.Delete(directory, recursive: true);
    }
}
