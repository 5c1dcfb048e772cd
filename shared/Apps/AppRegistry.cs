using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Gateway.Shared.Channels;

namespace Gateway.Shared.Apps;

/// <summary>All apps of this installation, by name.</summary>
public sealed class AppRegistry
{
    // Compared with when the app is unknown, so that the time taken does not tell whether it exists.
    private static readonly byte[][] NoKeys = [new byte[SHA256.HashSizeInBytes]];

    private readonly Dictionary<string, App> _apps;

    /// <summary>Takes options that <see cref="AppOptionsValidator"/> has accepted.</summary>
    public AppRegistry(IReadOnlyDictionary<string, AppOptions> apps) =>
        _apps = apps.ToDictionary(app => app.Key, app => new App(app.Key, app.Value), StringComparer.Ordinal);

    /// <summary>The names of all apps.</summary>
    public IReadOnlyCollection<string> Names => _apps.Keys;

    /// <summary>All apps.</summary>
    public IReadOnlyCollection<App> All => _apps.Values;

    /// <summary>Finds an app by its exact name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out App? app) => _apps.TryGetValue(name, out app);

    /// <summary>The app if it exists and <paramref name="apiKey"/> is one of its keys; takes as long for an unknown app.</summary>
    public App? Authenticate(string name, string apiKey)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(apiKey), hash);
        var app = _apps.GetValueOrDefault(name);
        var matches = false;
        foreach (var known in app?.ApiKeyHashes ?? NoKeys) matches |= CryptographicOperations.FixedTimeEquals(known, hash);
        return matches ? app : null;
    }
}

/// <summary>An app (tenant): its keys and which of its channels are tables. Nothing crosses from one app to another.</summary>
public sealed class App
{
    private readonly ChannelPattern[] _tables;
    private readonly OriginPattern[] _origins;

    internal App(string name, AppOptions options)
    {
        Name = name;
        ApiKeyHashes = [.. options.ApiKeys.Select(key => Convert.FromHexString(key.Sha256))];
        TokenKeys = options.TokenKeys;
        MaxTokenLifetime = options.MaxTokenLifetime;
        Audiences = options.Audiences;
        _tables = [.. options.Tables.Select(Parse)];
        _origins = [.. options.Origins.Select(ParseOrigin)];
    }

    /// <summary>The app's name, as in addresses and in the token's <c>app</c> claim.</summary>
    public string Name { get; }

    /// <summary>The keys that sign the tokens of its users.</summary>
    public IReadOnlyList<TokenKeyOptions> TokenKeys { get; }

    /// <summary>How far ahead the end of a token may lie.</summary>
    public TimeSpan MaxTokenLifetime { get; }

    /// <summary>What a token's <c>aud</c> may name beside the app.</summary>
    public IReadOnlyList<string> Audiences { get; }

    /// <summary>Whether any channel is a table.</summary>
    public bool HasTables => _tables.Length > 0;

    internal byte[][] ApiKeyHashes { get; }

    /// <summary>Whether the channel is a table; otherwise it is a stream.</summary>
    public bool IsTable(string channel)
    {
        foreach (var pattern in _tables)
            if (pattern.Matches(channel)) return true;
        return false;
    }

    /// <summary>Whether pages of the origin may use the app; null stands for an origin that is no web address.</summary>
    internal bool AllowsOrigin(WebOrigin? origin)
    {
        foreach (var pattern in _origins)
            if (pattern.Covers(origin)) return true;
        return false;
    }

    private static OriginPattern ParseOrigin(string text) =>
        OriginPattern.TryParse(text, out var pattern, out var fault) ? pattern : throw new ArgumentException(fault);

    private static ChannelPattern Parse(string text) =>
        ChannelPattern.TryParse(text, out var pattern) ? pattern : throw new ArgumentException($"No channel pattern: {text}");
}
