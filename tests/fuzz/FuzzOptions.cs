using System.Globalization;

namespace Gateway.Tests.Fuzz;

/// <summary>What the command line says.</summary>
/// <param name="Time">For all targets together. Default: one minute.</param>
/// <param name="Target">The one target to fuzz, or <c>all</c>, the default.</param>
/// <param name="Seed">Of the mutations. Default: another one each time.</param>
/// <param name="Keep">A directory into which inputs that reach new code are written, a folder for each target; null: nowhere.</param>
/// <param name="IsWorker">Whether this process runs the instrumented copy.</param>
internal sealed record FuzzOptions(TimeSpan Time, string Target, int Seed, string? Keep, bool IsWorker)
{
    internal const string Worker = "--worker";

    private const string Usage = "usage: dotnet run -c Release --project tests/fuzz -- [--minutes N | --seconds N] [--target NAME|all] [--seed N] [--keep DIR]";

    /// <summary>The options; null if they are faulty, and why.</summary>
    internal static FuzzOptions? Parse(string[] args, out string? fault)
    {
        var options = new FuzzOptions(TimeSpan.FromMinutes(1), "all", Environment.TickCount & int.MaxValue, null, args.Contains(Worker));
        var rest = args.Where(arg => arg != Worker).ToArray();
        fault = null;
        for (var i = 0; i < rest.Length && fault is null; i += 2)
        {
            var value = i + 1 < rest.Length ? rest[i + 1] : "";
            if (options.With(rest[i], value) is { } changed) options = changed;
            else fault = $"'{rest[i]} {value}' is not understood. {Usage}";
        }
        return fault is null ? options : null;
    }

    private FuzzOptions? With(string name, string value) => name switch
    {
        "--minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out var minutes) => this with { Time = TimeSpan.FromMinutes(minutes) },
        "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) => this with { Time = TimeSpan.FromSeconds(seconds) },
        "--target" when value == "all" || Targets.AllTargets.Find(value) is not null => this with { Target = value },
        "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed) => this with { Seed = seed },
        "--keep" when value.Length > 0 => this with { Keep = Path.GetFullPath(value) },
        _ => null,
    };
}
