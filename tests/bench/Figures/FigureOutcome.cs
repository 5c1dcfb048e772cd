namespace Gateway.Bench.Figures;

/// <summary>What a figure came to.</summary>
/// <param name="Goals">The rows of the one table.</param>
/// <param name="Details">Markdown below it: a table or lines.</param>
/// <param name="Bars">What the picture shows; may be empty.</param>
internal sealed record FigureOutcome(IReadOnlyList<GoalRow> Goals, string Details, IReadOnlyList<Bar> Bars);

/// <summary>A goal and what was measured; <paramref name="Met"/> is null where there is nothing to compare with.</summary>
internal sealed record GoalRow(string Goal, string Measured, string Ratio, bool? Met);

/// <summary>A bar of the picture: CPU time for each delivered message, in µs.</summary>
internal sealed record Bar(string Group, string Contender, double Microseconds);
