using System.Text;
using Gateway.Bench.Measuring;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;
using Gateway.Shared.Kafka;

namespace Gateway.Bench.Figures;

/// <summary>A node reads only the partitions in which one of its clients has a channel.</summary>
internal sealed class InterestFigure : Figure
{
    // A record may be counted in the one figure and not yet in the other.
    private const double Tolerance = 1.1;

    public override string Name => "interest";

    public override string About =>
        "One topic of 100 partitions and 1,000 channels, all of them published to; the node's clients are on 1% of the channels, then on all. What it reads of Kafka.";

    public override BenchOptions Defaults { get; } = new()
    {
        Clients = [100],
        Rates = [2000],
        Channels = 1000,
        Partitions = 100,
        Seconds = 10,
        Warmup = 3,
        Rounds = 1,
        Servers = ["gateway"],
    };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var few = (await run.Bench.RunRoundsAsync(run.Options with { Interest = 1 }))[0];
        var all = (await run.Bench.RunRoundsAsync(run.Options with { Interest = 100, Clients = [run.Options.Channels] }))[0];
        var partitions = few.PartitionsRead / run.Options.Partitions;
        var inThem = ShareOfChannels(run.Options);
        var goal = new GoalRow(
            "clients on 1% of the channels: records read ≤ those of the partitions with interest",
            FormattableString.Invariant($"{ShareRead(few):P1} of the records; {inThem:P1} lie in these {partitions:P1} of the partitions"),
            Column.FormatRatio(ShareRead(few) / inThem),
            ShareRead(few) <= inThem * Tolerance);
        return new([goal], string.Join('\n', Row(1, few), Row(100, all)), []);
    }

    // All channels get as many events; which share a partition with one that has clients is a matter of their names.
    private static double ShareOfChannels(BenchOptions options)
    {
        var partitions = BenchSite.ChannelNames(options.Channels).Select(name => Murmur2.Partition(Encoding.UTF8.GetBytes(name), options.Partitions)).ToList();
        var wanted = partitions.Take(options.Channels / 100).ToHashSet();
        return (double)partitions.Count(wanted.Contains) / options.Channels;
    }

    private static double ShareRead(RoundResult round) => round.RecordsReadPerSecond / round.PublishedPerSecond;

    private static string Row(int interest, RoundResult round) => FormattableString.Invariant(
        $"- clients on {interest}% of the channels: {round.PartitionsRead:0} partitions, {round.RecordsReadPerSecond:0} of {round.PublishedPerSecond:0} records/s ({ShareRead(round):P1}), {round.KafkaBytesPerSecond / 1e3:0} KB/s from Kafka, {round.Missing} missing");
}
