using System.Globalization;

namespace Gateway.Tests.Strangers;

/// <summary>What the command line says.</summary>
/// <param name="Mode"><c>strangers</c>, who have no key, or <c>tenant</c>, one with good keys. Default: strangers.</param>
/// <param name="Count">How many attack at once. Default: 1,000; of a tenant 60.</param>
/// <param name="Only">The one attack to try; null: all, mixed.</param>
/// <param name="Tree">The repository whose Release build is attacked. Default: the one that this was built in.</param>
/// <param name="Seconds">How long is measured, before and during the attack. Default: 15.</param>
/// <param name="Settings">Settings of both services, as <c>NAME=VALUE</c>.</param>
internal sealed record StrangersOptions(string Mode, int Count, string? Only, string? Tree, int Seconds, IReadOnlyDictionary<string, string> Settings)
{
    internal const string Usage =
        "usage: dotnet run -c Release --project tests/strangers -- [--mode strangers|tenant] [--count N] [--only ATTACK] [--tree DIR] [--seconds N] [--set NAME=VALUE]…";

    private const int DefaultSeconds = 15;

    /// <summary>The options; null if they are faulty.</summary>
    internal static StrangersOptions? Parse(string[] args)
    {
        var settings = new Dictionary<string, string>();
        var options = new StrangersOptions("strangers", 0, null, null, DefaultSeconds, settings);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || options.With(args[i], args[i + 1], settings) is not { } changed) return null;
            options = changed;
        }
        return options.Count > 0 ? options : options with { Count = options.Mode == "tenant" ? 60 : 1000 };
    }

    private StrangersOptions? With(string name, string value, Dictionary<string, string> settings) => name switch
    {
        "--mode" when value is "strangers" or "tenant" => this with { Mode = value },
        "--count" => this with { Count = int.Parse(value, CultureInfo.InvariantCulture) },
        "--only" => this with { Only = value },
        "--tree" => this with { Tree = value },
        "--seconds" => this with { Seconds = int.Parse(value, CultureInfo.InvariantCulture) },
        "--set" when value.Split('=', 2) is [var setting, var to] && settings.TryAdd(setting, to) => this,
        _ => null,
    };
}
