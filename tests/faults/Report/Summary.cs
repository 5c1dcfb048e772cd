using System.Globalization;
using System.Text;
using Gateway.Tests.Faults.Checking;
using Gateway.Tests.Faults.Faults;

namespace Gateway.Tests.Faults.Report;

/// <summary>What a run came to.</summary>
internal sealed record Summary
{
    private const int CasesShown = 5;

    public required string Profile { get; init; }
    public required int Seed { get; init; }
    public required TimeSpan Duration { get; init; }
    public required FaultJournal Journal { get; init; }
    public required long Acknowledged { get; init; }
    public required long SentAgain { get; init; }
    public required long Repeats { get; init; }
    public required int Clients { get; init; }
    public required long Deliveries { get; init; }
    public required long Connects { get; init; }
    public required long Resumes { get; init; }
    public required TimeSpan LongestSilence { get; init; }
    public required string Memory { get; init; }
    public required IReadOnlyList<Finding> Findings { get; init; }
    public required string Directory { get; init; }

    /// <summary>Whether nothing happened that must not.</summary>
    public bool IsGood => Findings.Count == 0;

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, "profile, seed", $"{Profile}, {Seed}; {RunClock.Text(Duration)} min");
        Line(text, "faults", $"{Journal.Counts.Sum(item => item.Count)}: {string.Join(", ", Journal.Counts.Select(item => $"{item.Kind} {item.Count}"))}");
        Line(text, "events acknowledged", $"{Acknowledged}; {SentAgain} sent again, {Repeats} of them in Kafka more than once");
        Line(text, "clients", $"{Clients}; {Connects} connects, {Resumes} channels resumed, longest silence {LongestSilence.TotalSeconds:0.0} s");
        Line(text, "deliveries", $"{Deliveries}");
        Line(text, "peak memory", Memory);
        foreach (var kind in Enum.GetValues<FindingKind>()) Line(text, Name(kind), $"{Findings.Count(finding => finding.Kind == kind)}");
        foreach (var finding in Findings.GroupBy(finding => finding.Kind).SelectMany(kind => kind.Take(CasesShown))) AddCase(text, finding);
        if (!IsGood) text.AppendLine(CultureInfo.InvariantCulture, $"The logs are in {Directory}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{name,-20} {value}");

    // LostByPublishing: lost by publishing.
    private static string Name(FindingKind kind) =>
        string.Concat($"{kind}".Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private void AddCase(StringBuilder text, Finding finding)
    {
        var at = finding.At is { } time ? $" at {RunClock.Text(time)}" : "";
        text.AppendLine(CultureInfo.InvariantCulture, $"  {Name(finding.Kind)}{at}: {finding.Who}: {finding.Detail}");
        foreach (var fault in finding.At is { } when ? Journal.Around(when) : []) text.AppendLine(CultureInfo.InvariantCulture, $"      during {fault}");
    }
}
