namespace Gateway.Tests.Strangers.Attacks;

/// <summary>What one attacker does with one connection.</summary>
/// <param name="Name">For <c>--only</c>.</param>
/// <param name="RunAsync">Does it, until it is cut off or done.</param>
/// <param name="OnPublisher">Whether the publisher is attacked; else the node.</param>
internal sealed record Attack(string Name, Func<Wire, CancellationToken, Task> RunAsync, bool OnPublisher = false);
