using System.Globalization;
using Gateway.Bench.Measuring;
using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>The rounds of several servers under one load, by their medians.</summary>
internal sealed class Comparison(IReadOnlyList<RoundResult> rounds)
{
    /// <summary>Splits rounds by how many clients there were.</summary>
    public static IEnumerable<(int Clients, Comparison Of)> ByClients(IReadOnlyList<RoundResult> rounds) =>
        rounds.GroupBy(round => round.Clients).Select(group => (group.Key, new Comparison([.. group])));

    /// <summary>The servers, in the order in which they were first measured.</summary>
    public IEnumerable<string> Servers => rounds.Select(round => round.Server).Distinct();

    public bool Has(string server) => rounds.Any(round => round.Server == server);

    public double MedianOf(string server, Func<RoundResult, double> value) =>
        Medians.Of(rounds.Where(round => round.Server == server).Select(value));

    public long SumOf(string server, Func<RoundResult, long> value) => rounds.Where(round => round.Server == server).Sum(value);

    /// <summary>CPU time for each delivered message, in µs.</summary>
    public double Cost(string server) => MedianOf(server, round => round.MicrosecondsPerEvent);

    /// <summary>The gateway's cost against another's, which may be <paramref name="atMost"/> times as much.</summary>
    public GoalRow CostGoal(string what, string other, double atMost)
    {
        var (gateway, limit) = (Cost("gateway"), Cost(other));
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{what}: CPU per message ≤ {atMost:0.00} × {other}"),
            string.Create(CultureInfo.InvariantCulture, $"{gateway:0.00} µs; {other} {limit:0.00} µs"),
            Column.FormatRatio(gateway / limit),
            gateway / limit <= atMost);
    }

    /// <summary>What each core delivers a second, against another server, of which it is to be a multiple.</summary>
    public GoalRow PerCoreGoal(string what, string other, double atLeast)
    {
        var (gateway, peer) = (1e6 / Cost("gateway"), 1e6 / Cost(other));
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{what}: delivered per core ≥ {atLeast:0} × {other}, nobody closed"),
            string.Create(CultureInfo.InvariantCulture, $"{gateway:0}/s, {Closed("gateway")} closed; {other} {peer:0}/s, {Closed(other)} closed"),
            Column.FormatRatio(gateway / peer),
            gateway / peer >= atLeast && Closed("gateway") == 0);
    }

    public IEnumerable<Bar> Bars(string group) => Servers.Select(server => new Bar(group, server, Cost(server)));

    private long Closed(string server) => SumOf(server, round => round.Closed);
}
