using System.Text;
using System.Text.RegularExpressions;
using Gateway.Shared.Channels;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Apps;

/// <summary>Checks all apps at start and reports every fault at once. Never quotes a value: a secret may stand in the wrong field.</summary>
internal sealed partial class AppOptionsValidator : IValidateOptions<Dictionary<string, AppOptions>>
{
    private const int MinSecretBytes = 32;
    private const int MaxTokenKeys = 16;

    public ValidateOptionsResult Validate(string? name, Dictionary<string, AppOptions> options)
    {
        var faults = options.SelectMany(app => AppFaults(app.Key, app.Value)).ToList();
        if (options.Count == 0) faults.Add("Apps: configure at least one app.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> AppFaults(string name, AppOptions app)
    {
        if (!AppName().IsMatch(name)) yield return $"Apps:{name}: name an app with 1 to 64 of a-z, 0-9 and '-'.";
        foreach (var fault in Duplicates($"Apps:{name}:ApiKeys", "Name", app.ApiKeys.Select(key => key.Name))) yield return fault;
        foreach (var fault in Duplicates($"Apps:{name}:TokenKeys", "Id", app.TokenKeys.Select(key => key.Id))) yield return fault;
        if (app.TokenKeys.Count > MaxTokenKeys) yield return $"Apps:{name}:TokenKeys: give at most {MaxTokenKeys}; every token is tried with each.";
        if (app.MaxTokenLifetime < TimeSpan.FromMinutes(1) || app.MaxTokenLifetime > TimeSpan.FromDays(3650))
            yield return $"Apps:{name}:MaxTokenLifetime: give 00:01:00 to 3650.00:00:00.";
        for (var i = 0; i < app.Origins.Count; i++)
            if (!OriginPattern.TryParse(app.Origins[i], out _, out var fault))
                yield return $"Apps:{name}:Origins:{i}: {fault}. For example: 'https://app.example.com', 'https://*.example.com', or '*' for any.";
        for (var i = 0; i < app.Audiences.Count; i++)
            if (app.Audiences[i].Length == 0) yield return $"Apps:{name}:Audiences:{i}: give a text, or leave it out.";
        for (var i = 0; i < app.ApiKeys.Count; i++)
            if (!Sha256Hex().IsMatch(app.ApiKeys[i].Sha256)) yield return $"Apps:{name}:ApiKeys:{i}:Sha256: give 64 hexadecimal digits.";
        for (var i = 0; i < app.TokenKeys.Count; i++)
            foreach (var fault in TokenKeyFaults($"Apps:{name}:TokenKeys:{i}", app.TokenKeys[i])) yield return fault;
        for (var i = 0; i < app.Tables.Count; i++)
            if (!ChannelPattern.TryParse(app.Tables[i], out _)) yield return $"Apps:{name}:Tables:{i}: give a channel pattern, for example 'stock.>'.";
    }

    private static IEnumerable<string> TokenKeyFaults(string path, TokenKeyOptions key)
    {
        if (key.Algorithm != "HS256") yield return $"{path}:Algorithm: use HS256; no other is supported.";
        if (Encoding.UTF8.GetByteCount(key.Secret) < MinSecretBytes) yield return $"{path}:Secret: give at least {MinSecretBytes} bytes.";
    }

    // By number, never by what was given: it may be a secret in the wrong field.
    private static IEnumerable<string> Duplicates(string path, string field, IEnumerable<string> values)
    {
        foreach (var group in values.Index().GroupBy(value => value.Item, value => value.Index).Select(group => (Value: group.Key, Places: group.ToList())))
        {
            if (group.Value.Length == 0) yield return $"{path}:{group.Places[0]}:{field}: give each its own.";
            else if (group.Places.Count > 1) yield return $"{path}:{group.Places[1]}:{field}: it is that of {path}:{group.Places[0]} too; give each its own.";
        }
    }

    [GeneratedRegex(@"^[a-z0-9-]{1,64}\z")]
    private static partial Regex AppName();

    [GeneratedRegex(@"^[0-9a-fA-F]{64}\z")]
    private static partial Regex Sha256Hex();
}
