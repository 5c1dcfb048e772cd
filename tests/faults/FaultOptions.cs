using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Gateway.Tests.Faults;

/// <summary>What is asked for on the command line.</summary>
internal sealed record FaultOptions(Profile Profile, int Seed)
{
    public const string Usage = """
        KAFKA_HOME=... dotnet run -c Release --project tests/faults -- [options]
          --profile short       or long: a million deliveries, half an hour
          --seed N              the same seed draws the same faults; default: another each time
        KAFKA_HOME is an unpacked download of Apache Kafka; Java is on PATH or in JAVA_HOME.
        """;

    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out FaultOptions? options, [NotNullWhen(false)] out string? fault)
    {
        options = new(Profile.Short, Random.Shared.Next(1_000_000));
        fault = null;
        for (var i = 0; i < arguments.Length && fault is null; i += 2)
        {
            if (options.With(arguments[i], i + 1 < arguments.Length ? arguments[i + 1] : "") is { } changed) options = changed;
            else fault = $"{arguments[i]}: not understood.";
        }
        return fault is null;
    }

    private FaultOptions? With(string name, string value) => name switch
    {
        "--profile" when Profile.Find(value) is { } profile => this with { Profile = profile },
        "--seed" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => this with { Seed = seed },
        _ => null,
    };
}
