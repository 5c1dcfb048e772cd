using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gateway.Bench.Servers;

namespace Gateway.Bench;

/// <summary>What to measure.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        dotnet run -c Release --project tests/bench -- [options]
          --figure NAME         a figure with a goal, or all: written into docs/performance.md. The options below change its load.
          --short               a quick trial of a figure: is printed, not written
          --clients 1000        connections; several counts: 100,1000
          --rate 100            events a second; several: 100,500
          --deliveries 0        in place of a rate: what all clients are to get a second, so the more clients the lower the rate
          --size 200            bytes of an event's data, from 64
          --channels 1          each client subscribes to one; events go to each in turn
          --interest 100        per cent of the channels that have clients
          --partitions 12       of the topic
          --seconds 20          how long each round is measured
          --warmup 8            seconds of load before that
          --rounds 3            rounds of each server; the order alternates
          --servers gateway,node-ws          also limit-1, limit-16, node-ws-buffer, signalr, centrifugo
          --linger 1            milliseconds in which the publisher gathers events for Kafka
          --via kafka           or rest: through a publisher-api node
          --server-cpus 0       CPUs of the server, for taskset; all: do not pin
          --other-cpus 1-       CPUs of everything else; default: those that are left
          --scenario NAME       instead of rounds: rolling-upgrade, storm (all away for --seconds) or stalled (three phases of --seconds)
          --stalled 1000        clients that do not read, in stalled, beside --clients
          --set NAME=VALUE      a setting of the gateway, as in docs/configuration.md; as often as needed
        Kafka: KAFKA_BOOTSTRAP_SERVERS, Docker or KAFKA_HOME, as the integration tests find it.
        """;

    public string? Figure { get; init; }
    public bool IsShort { get; init; }
    public IReadOnlyList<int> Clients { get; init; } = [1000];
    public IReadOnlyList<int> Rates { get; init; } = [100];
    public int Deliveries { get; init; }
    public int Size { get; init; } = 200;
    public int Channels { get; init; } = 1;
    public int Interest { get; init; } = 100;
    public int Partitions { get; init; } = 12;
    public int Seconds { get; init; } = 20;
    public int Warmup { get; init; } = 8;
    public int Rounds { get; init; } = 3;
    public IReadOnlyList<string> Servers { get; init; } = ["gateway", "node-ws"];
    public int Linger { get; init; } = 1;
    public bool ViaRest { get; init; }
    public string? Scenario { get; init; }
    public int Stalled { get; init; } = 1000;
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
    public Pinning Pinning { get; init; } = Pinning.Default;

    public override string ToString() =>
        $"{Pinning}; {Size} bytes of data on {Channels} channels; {Rounds} rounds of {Seconds} s after {Warmup} s; medians.";

    /// <summary>The rates at which so many clients are measured.</summary>
    public IReadOnlyList<int> RatesFor(int clients) => Deliveries == 0 ? Rates : [Math.Max(1, Deliveries / clients)];

    /// <summary>The options, with those of <paramref name="defaults"/> where none is given.</summary>
    public static bool TryParse(string[] arguments, BenchOptions defaults, [NotNullWhen(true)] out BenchOptions? options, [NotNullWhen(false)] out string? fault)
    {
        (options, fault) = (defaults, null);
        for (var i = 0; i < arguments.Length && fault is null; i += 2)
        {
            try
            {
                if (arguments[i] == "--short") (options, i) = (options with { IsShort = true }, i + 1);
                if (i == arguments.Length) break;
                options = options.With(arguments[i], i + 1 < arguments.Length ? arguments[i + 1] : "");
            }
            catch (FormatException)
            {
                fault = $"{arguments[i]}: not understood.";
            }
        }
        fault ??= options.Fault();
        return fault is null;
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--figure" => this with { Figure = value },
        "--deliveries" => this with { Deliveries = Number(value) },
        "--clients" => this with { Clients = Numbers(value) },
        "--rate" => this with { Rates = Numbers(value) },
        "--size" => this with { Size = Number(value) },
        "--channels" => this with { Channels = Number(value) },
        "--interest" => this with { Interest = Number(value) },
        "--partitions" => this with { Partitions = Number(value) },
        "--seconds" => this with { Seconds = Number(value) },
        "--warmup" => this with { Warmup = Number(value) },
        "--rounds" => this with { Rounds = Number(value) },
        "--servers" => this with { Servers = value.Split(',') },
        "--linger" => this with { Linger = Number(value) },
        "--via" => this with { ViaRest = value switch { "rest" => true, "kafka" => false, _ => throw new FormatException() } },
        "--server-cpus" => this with { Pinning = Pinning with { Server = value } },
        "--other-cpus" => this with { Pinning = Pinning with { Others = value } },
        "--scenario" => this with { Scenario = value },
        "--stalled" => this with { Stalled = Number(value) },
        "--set" => this with { Settings = [.. Settings, Setting(value)] },
        _ => throw new FormatException(),
    };

    private static KeyValuePair<string, string> Setting(string text) =>
        text.Split('=', 2) is [var name, var value] ? new(name, value) : throw new FormatException();

    private string? Fault()
    {
        if (Size is < Stamp.MinDataBytes or > 1 << 20) return $"--size: give {Stamp.MinDataBytes} to {1 << 20}.";
        if (Clients.Concat(Rates).Append(Channels).Append(Seconds).Append(Rounds).Any(number => number < 1)) return "Give numbers from 1.";
        if (Figure is not null && Figures.AllFigures.Named(Figure).Count == 0) return $"--figure: no {Figure}.";
        if (Scenario is not null && !Roaming.Scenario.Names.Contains(Scenario)) return $"--scenario: no {Scenario}.";
        return Servers.FirstOrDefault(name => !BenchedServers.Names.Contains(name)) is { } unknown ? $"--servers: no {unknown}." : null;
    }

    private static int[] Numbers(string list) => [.. list.Split(',').Select(Number)];

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
