namespace Gateway.Tests.Faults.Clients;

/// <summary>What one client did, for the report.</summary>
internal sealed class ClientCounts
{
    public int Connects { get; set; }

    public int Resumes { get; set; }

    public TimeSpan LongestSilence { get; set; }
}
