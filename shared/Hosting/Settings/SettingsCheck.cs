using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Gateway.Shared.Hosting.Settings;

/// <summary>
/// Finds what the configuration's binder would pass over in silence, or stop at: unknown keys, lists with holes, values where a section is wanted, and values
/// that are not of their type. Values are never quoted, because a secret may stand in the wrong place.
/// </summary>
internal sealed class SettingsCheck(IConfiguration configuration, IReadOnlyList<KnownSection> sections)
{
    private readonly List<string> _faults = [];

    /// <summary>All faults, each with the full key.</summary>
    public IReadOnlyList<string> Faults()
    {
        foreach (var section in sections) CheckSection(configuration.GetSection(section.Path), section);
        CheckRoots();
        return _faults;
    }

    private void CheckSection(IConfigurationSection section, KnownSection known)
    {
        if (section.Exists()) Check(section, known.Options);
    }

    private void Check(IConfigurationSection section, Type type)
    {
        if (SettingValue.IsOne(type)) CheckValue(section, type);
        else if (ElementOf(type, typeof(IDictionary<,>)) is { } value) CheckEntries(section, value);
        else if (ElementOf(type, typeof(IList<>)) is { } element) CheckList(section, element);
        else CheckProperties(section, type);
    }

    private void CheckValue(IConfigurationSection section, Type type)
    {
        if (section.GetChildren().Any()) _faults.Add($"{section.Path}: give one value here, not a section.");
        else if (section.Value is { } text && SettingValue.FaultOf(text, type) is { } fault) _faults.Add($"{section.Path}: {fault}");
    }

    private void CheckEntries(IConfigurationSection section, Type value)
    {
        CheckHasNoValue(section, "a section");
        foreach (var entry in section.GetChildren()) Check(entry, value);
    }

    // An empty JSON array is an empty text.
    private void CheckList(IConfigurationSection section, Type element)
    {
        if (section.Value is { Length: > 0 }) _faults.Add($"{section.Path}: this is a list; give {section.Path}:0, {section.Path}:1 and so on.");
        var entries = section.GetChildren().ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            if (!entries.Exists(entry => entry.Key == i.ToString(CultureInfo.InvariantCulture)))
                _faults.Add($"{section.Path}: a list is numbered from 0 without a hole; {section.Path}:{i} is missing.");
            Check(entries[i], element);
        }
    }

    private void CheckProperties(IConfigurationSection section, Type type)
    {
        CheckHasNoValue(section, "a section");
        var properties = type.GetProperties().ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (IsSection(child.Path)) continue;
            if (properties.TryGetValue(child.Key, out var property)) Check(child, property);
            else _faults.Add(Unknown(child.Path, NearestIn(section, properties.Keys, child.Key)));
        }
    }

    private void CheckHasNoValue(IConfigurationSection section, string what)
    {
        if (section.Value is not null) _faults.Add($"{section.Path}: this is {what}, not a value; give the settings in it.");
    }

    // A section of another's name is that other program's, unless it is one of ours misspelt.
    private void CheckRoots()
    {
        var ours = sections.Select(section => section.Path.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var root in configuration.GetChildren().Where(root => root.GetChildren().Any() && !ours.Contains(root.Key, StringComparer.OrdinalIgnoreCase)))
            if (Nearest.Within(2, root.Key, ours) is { } meant) _faults.Add(Unknown(root.Path, meant));
    }

    private bool IsSection(string path) => sections.Any(section => string.Equals(section.Path, path, StringComparison.OrdinalIgnoreCase));

    private string NearestIn(IConfigurationSection section, IEnumerable<string> properties, string key)
    {
        var below = section.Path + ":";
        var nested = sections.Select(known => known.Path)
            .Where(path => path.StartsWith(below, StringComparison.OrdinalIgnoreCase)).Select(path => path[below.Length..]);
        return below + Nearest.Of(key, [.. properties, .. nested]);
    }

    private static string Unknown(string path, string meant) => $"{path}: there is no such setting; did you mean {meant}?";

    private static Type? ElementOf(Type type, Type generic) => type.GetInterfaces().Append(type)
        .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == generic)?.GetGenericArguments()[^1];
}
