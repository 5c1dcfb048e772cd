namespace Gateway.Tests.Fuzz.Targets;

/// <summary>All readers of what others send.</summary>
internal static class AllTargets
{
    private static readonly Target[] All =
    [
        WebSocketTargets.Frames, WebSocketTargets.Inflate, WebSocketTargets.Extensions,
        CommandTargets.Commands,
        CloudEventTargets.Structured, CloudEventTargets.Batch, CloudEventTargets.Binary, CloudEventTargets.Header,
        TokenTargets.Foreign, TokenTargets.Claims,
        TextTargets.Positions, TextTargets.Times, TextTargets.Patterns, TextTargets.History,
        LogTargets.CursorKeys, LogTargets.CursorValues, LogTargets.Records,
    ];

    /// <summary>The target; null if there is none.</summary>
    internal static Target? Find(string name) => Array.Find(All, target => target.Name == name);

    /// <summary>One, or all.</summary>
    internal static IReadOnlyList<Target> Named(string name) => name == "all" ? All : [Find(name)!];
}
