using Gateway.Bench.Measuring;
using Gateway.Bench.Report;

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
        var goal = new GoalRow(
            "clients on 1% of the channels: share of records read ≤ share of partitions with interest",
            FormattableString.Invariant($"{ShareRead(few):P1} of the records; {partitions:P1} of the partitions"),
            Column.FormatRatio(ShareRead(few) / partitions),
            ShareRead(few) <= partitions * Tolerance);
        return new([goal], string.Join('\n', Row(1, few), Row(100, all)), []);
    }

    private static double ShareRead(RoundResult round) => round.RecordsReadPerSecond / round.PublishedPerSecond;

    private static string Row(int interest, RoundResult round) => FormattableString.Invariant(
        $"- clients on {interest}% of the channels: {round.PartitionsRead:0} partitions, {round.RecordsReadPerSecond:0} of {round.PublishedPerSecond:0} records/s ({ShareRead(round):P1}), {round.KafkaBytesPerSecond / 1e3:0} KB/s from Kafka, {round.Missing} missing");
}
