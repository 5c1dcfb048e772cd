using Gateway.Tests.Faults.Network;

namespace Gateway.Tests.Faults.Faults;

/// <summary>One fault of a plan.</summary>
/// <param name="At">When it begins; later if another of its kind still goes on, where both together would be something else.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Target">To which broker or node, from 1; 0: to several.</param>
/// <param name="Peer">From which broker a node is cut, from 1.</param>
/// <param name="Lasts">For how long.</param>
/// <param name="Cut">How links are cut.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Target, int Peer, TimeSpan Lasts, CutKind Cut)
{
    /// <summary>What it has for itself: two faults with the same name never go on at once.</summary>
    public string Exclusive => Kind switch
    {
        FaultKind.KillBroker or FaultKind.PauseBroker or FaultKind.CutBroker or FaultKind.KillKafka or FaultKind.CutKafka => "kafka",
        FaultKind.KillGateway or FaultKind.PauseGateway or FaultKind.DrainGateway => $"gateway-{Target}",
        FaultKind.KillPublisher or FaultKind.PausePublisher => $"publisher-{Target}",
        // They cut the same links as those of Kafka as a whole.
        FaultKind.CutGatewayFromBroker or FaultKind.CutGatewayFromKafka or FaultKind.CutPublisherFromBroker => "kafka",
        FaultKind.CutClients => $"clients-{Target}",
        FaultKind.CutWriters => $"writers-{Target}",
        _ => $"{Kind}",
    };

    public override string ToString() => Kind switch
    {
        FaultKind.KillKafka or FaultKind.RetryStorm or FaultKind.DropClients or FaultKind.StallClients or FaultKind.SlowClients => $"{Kind}{Of(Target)} {Seconds}",
        FaultKind.CutGatewayFromBroker or FaultKind.CutPublisherFromBroker => $"{Kind} {Target} broker {Peer} ({Cut}) {Seconds}",
        FaultKind.CutBroker or FaultKind.CutKafka or FaultKind.CutGatewayFromKafka or FaultKind.CutClients or FaultKind.CutWriters => $"{Kind}{Of(Target)} ({Cut}) {Seconds}",
        _ => $"{Kind} {Target} {Seconds}",
    };

    private string Seconds => $"for {Lasts.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s";

    private static string Of(int target) => target == 0 ? "" : $" {target}";
}
