using System.Text;
using System.Text.RegularExpressions;
using Gateway.Shared.Channels;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Apps;

/// <summary>Checks all apps at start and reports every fault at once. Never quotes a secret.</summary>
internal sealed partial class AppOptionsValidator : IValidateOptions<Dictionary<string, AppOptions>>
{
    private const int MinSecretBytes = 32;

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
        for (var i = 0; i < app.ApiKeys.Count; i++)
            if (!Sha256Hex().IsMatch(app.ApiKeys[i].Sha256)) yield return $"Apps:{name}:ApiKeys:{i}:Sha256: give 64 hexadecimal digits.";
        for (var i = 0; i < app.TokenKeys.Count; i++)
            foreach (var fault in TokenKeyFaults($"Apps:{name}:TokenKeys:{i}", app.TokenKeys[i])) yield return fault;
        for (var i = 0; i < app.Tables.Count; i++)
            if (!ChannelPattern.TryParse(app.Tables[i], out _)) yield return $"Apps:{name}:Tables:{i}: give a channel pattern, for example 'stock.>'.";
    }

    private static IEnumerable<string> TokenKeyFaults(string path, TokenKeyOptions key)
    {
        if (key.Algorithm != "HS256") yield return $"{path}:Algorithm: '{key.Algorithm}' is not supported; use HS256.";
        if (Encoding.UTF8.GetByteCount(key.Secret) < MinSecretBytes) yield return $"{path}:Secret: give at least {MinSecretBytes} bytes.";
    }

    private static IEnumerable<string> Duplicates(string path, string field, IEnumerable<string> values) =>
        values.GroupBy(value => value)
            .Where(group => group.Key.Length == 0 || group.Count() > 1)
            .Select(group => group.Key.Length == 0 ? $"{path}: give each a {field} of its own." : $"{path}: the {field} '{group.Key}' is given twice.");

    [GeneratedRegex("^[a-z0-9-]{1,64}$")]
    private static partial Regex AppName();

    [GeneratedRegex("^[0-9a-fA-F]{64}$")]
    private static partial Regex Sha256Hex();
}
