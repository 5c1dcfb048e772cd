using Gateway.Tests.Faults.Cluster;
using Gateway.Tests.Faults.Network;

namespace Gateway.Tests.Faults.Faults;

/// <summary>Which faults happen when: drawn from a seed, the same for the same seed and profile.</summary>
internal static class FaultPlan
{
    private const int Gateways = 3;
    private const int Publishers = 2;

    // How often each kind is in the deck that is dealt from; shuffled again when all are dealt, so that every kind comes in every run.
    private static readonly (FaultKind Kind, int Cards)[] Deck =
    [
        (FaultKind.KillBroker, 2),
        (FaultKind.PauseBroker, 1),
        (FaultKind.CutBroker, 1),
        (FaultKind.CutKafka, 1),
        (FaultKind.KillGateway, 3),
        (FaultKind.PauseGateway, 2),
        (FaultKind.DrainGateway, 2),
        (FaultKind.KillPublisher, 2),
        (FaultKind.PausePublisher, 2),
        (FaultKind.CutGatewayFromBroker, 1),
        (FaultKind.CutGatewayFromKafka, 1),
        (FaultKind.CutPublisherFromBroker, 1),
        (FaultKind.CutClients, 2),
        (FaultKind.CutWriters, 1),
        (FaultKind.RetryStorm, 1),
        (FaultKind.DropClients, 2),
        (FaultKind.StallClients, 2),
        (FaultKind.SlowClients, 1),
    ];

    /// <summary>The plan, in the order of time.</summary>
    public static IReadOnlyList<Fault> Draw(Profile profile, int seed)
    {
        var random = new Random(seed);
        var kinds = Kinds(profile, random);
        var at = TimeSpan.Zero;
        var plan = new List<Fault>();
        foreach (var kind in kinds.Take(profile.Faults))
        {
            at += profile.Gap * (0.5 + random.NextDouble());
            plan.Add(new(at, kind, TargetOf(kind, random), 1 + random.Next(KafkaCluster.Size), Lasts(kind, random), (CutKind)random.Next(2)));
        }
        return plan;
    }

    private static IEnumerable<FaultKind> Kinds(Profile profile, Random random)
    {
        FaultKind[] deck = [.. Deck.SelectMany(item => Enumerable.Repeat(item.Kind, item.Cards)), .. profile.KillsAllBrokers ? [FaultKind.KillKafka] : Array.Empty<FaultKind>()];
        while (true)
        {
            random.Shuffle(deck);
            foreach (var kind in deck) yield return kind;
        }
    }

    private static int TargetOf(FaultKind kind, Random random) => kind switch
    {
        FaultKind.KillBroker or FaultKind.PauseBroker or FaultKind.CutBroker => 1 + random.Next(KafkaCluster.Size),
        FaultKind.KillPublisher or FaultKind.PausePublisher or FaultKind.CutPublisherFromBroker or FaultKind.CutWriters => 1 + random.Next(Publishers),
        FaultKind.KillKafka or FaultKind.CutKafka or FaultKind.DropClients or FaultKind.StallClients or FaultKind.SlowClients => 0,
        _ => 1 + random.Next(Gateways),
    };

    private static TimeSpan Lasts(FaultKind kind, Random random) => kind switch
    {
        FaultKind.RetryStorm or FaultKind.DropClients => TimeSpan.Zero,
        FaultKind.KillKafka => Between(10, 20, random),
        FaultKind.DrainGateway or FaultKind.KillGateway or FaultKind.KillPublisher => Between(0, 4, random),
        FaultKind.StallClients or FaultKind.SlowClients => Between(5, 20, random),
        _ => Between(2, 12, random),
    };

    private static TimeSpan Between(double least, double most, Random random) => TimeSpan.FromSeconds(least + ((most - least) * random.NextDouble()));
}
