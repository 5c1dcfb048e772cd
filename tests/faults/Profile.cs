namespace Gateway.Tests.Faults;

/// <summary>How much is run.</summary>
internal sealed record Profile
{
    public required string Name { get; init; }

    /// <summary>How many faults are injected.</summary>
    public required int Faults { get; init; }

    /// <summary>The mean time from the start of one fault to the start of the next.</summary>
    public required TimeSpan Gap { get; init; }

    /// <summary>Whether all brokers may be killed at once; that takes long.</summary>
    public required bool KillsAllBrokers { get; init; }

    public required int Clients { get; init; }

    public required int ChannelsPerClient { get; init; }

    public required int ChannelsPerApp { get; init; }

    /// <summary>Of all writers together.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>How long the clients may take, when all faults are over, until they have everything.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>Runs in CI.</summary>
    public static Profile Short { get; } = new()
    {
        Name = "short",
        Faults = 20,
        Gap = TimeSpan.FromSeconds(2.5),
        KillsAllBrokers = false,
        Clients = 60,
        ChannelsPerClient = 4,
        ChannelsPerApp = 8,
        EventsPerSecond = 40,
        Settle = TimeSpan.FromSeconds(90),
    };

    /// <summary>Run by hand: a million deliveries or more.</summary>
    public static Profile Long { get; } = new()
    {
        Name = "long",
        Faults = 120,
        Gap = TimeSpan.FromSeconds(7),
        KillsAllBrokers = true,
        Clients = 300,
        ChannelsPerClient = 6,
        ChannelsPerApp = 20,
        EventsPerSecond = 60,
        Settle = TimeSpan.FromMinutes(3),
    };

    /// <summary>The profile of this name; null if there is none.</summary>
    public static Profile? Find(string name) => name switch { "short" => Short, "long" => Long, _ => null };
}
