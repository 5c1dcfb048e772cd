using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Apps;

/// <summary>Keys that two apps have in common: who has one may then speak for both.</summary>
internal static partial class SharedKeys
{
    /// <summary>Where they are: the later place, then the first.</summary>
    public static IEnumerable<(string Place, string First)> Of(IReadOnlyDictionary<string, AppOptions> apps) => Keys(apps)
        .GroupBy(key => key.Value, StringComparer.Ordinal)
        .SelectMany(same => same.Where(key => key.App != same.First().App).Select(key => (key.Place, same.First().Place)));

    /// <summary>Warns of each.</summary>
    public static void Warn(IReadOnlyDictionary<string, AppOptions> apps, ILogger log)
    {
        foreach (var (place, first) in Of(apps)) LogShared(log, place, first);
    }

    private static IEnumerable<(string App, string Place, string Value)> Keys(IReadOnlyDictionary<string, AppOptions> apps)
    {
        foreach (var (name, app) in apps.OrderBy(app => app.Key, StringComparer.Ordinal))
        {
            for (var i = 0; i < app.ApiKeys.Count; i++) yield return (name, $"Apps:{name}:ApiKeys:{i}", app.ApiKeys[i].Sha256.ToUpperInvariant());
            for (var i = 0; i < app.TokenKeys.Count; i++) yield return (name, $"Apps:{name}:TokenKeys:{i}", app.TokenKeys[i].Secret);
        }
    }

    [LoggerMessage(1060, LogLevel.Warning, "{Place} is the same key as {First}: who has it may act for both apps. Give each app its own.")]
    private static partial void LogShared(ILogger log, string place, string first);
}
