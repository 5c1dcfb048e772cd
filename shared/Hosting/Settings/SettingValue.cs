using System.ComponentModel;
using System.Globalization;

namespace Gateway.Shared.Hosting.Settings;

/// <summary>What a single value of a setting must look like.</summary>
internal static class SettingValue
{
    /// <summary>Whether a property of this type takes one value, not a section.</summary>
    public static bool IsOne(Type type) => type == typeof(string) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    /// <summary>What is wrong with the text as a value of this type; null if nothing is.</summary>
    public static string? FaultOf(string text, Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (wanted == typeof(TimeSpan)) return IsTime(text) ? null : "give a time as hh:mm:ss, or d.hh:mm:ss from 24 hours on.";
        return wanted == typeof(string) || IsConvertible(text, wanted) ? null : $"give {NameOf(wanted)}.";
    }

    // Strict, because the binder takes "10" for 10 days, and "24:00:00" for 24 days.
    private static bool IsTime(string text) =>
        text == "0" || (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out _));

    private static bool IsConvertible(string text, Type type)
    {
        try
        {
            return text.Length > 0 && TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception refused) when (refused is FormatException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string NameOf(Type type)
    {
        if (type == typeof(bool)) return "true or false";
        if (type.IsEnum) return "one of " + string.Join(", ", Enum.GetNames(type));
        if (type == typeof(double) || type == typeof(decimal)) return "a number";
        return "a whole number that is not too large";
    }
}
