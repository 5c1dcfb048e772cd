using System.Text;
using System.Text.Json;
using Gateway.Shared.Errors;

namespace Gateway.Protocols.Json;

/// <summary>The fields that one kind of object has, and what is said of others.</summary>
/// <param name="owner">The object, as a sentence names it.</param>
/// <param name="names">Its fields.</param>
internal sealed class FieldNames(string owner, params string[] names)
{
    private readonly byte[][] _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Which field the property's name is; -1 if none.</summary>
    public int IndexOf(ref Utf8JsonReader json)
    {
        try
        {
            for (var i = 0; i < _utf8.Length; i++)
                if (json.ValueTextEquals(_utf8[i])) return i;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: valid JSON, but no text.
        }
        return -1;
    }

    /// <summary>Says that the property is no field of the object, and which was probably meant.</summary>
    public string Unknown(ReadOnlySpan<byte> name)
    {
        // A few more bytes than are quoted: the name may be long.
        var text = Encoding.UTF8.GetString(name[..Math.Min(name.Length, 2 * NearestName.MaxLength)]);
        var nearest = NearestName.Of(text, names) is { } known ? $"the nearest is '{known}'" : "it has none";
        return $"{NearestName.Quote(text)} is no field of {owner}: {nearest}.";
    }

    /// <summary>Says that the field is there twice.</summary>
    public string Twice(int field) => $"The field '{names[field]}' of {owner} stands there twice.";

    /// <summary>Says what the field's value must be.</summary>
    public string Expects(int field, string what) => $"The field '{names[field]}' of {owner} must be {what}.";

    /// <summary>Says that the field is missing.</summary>
    public string Lacks(int field) => $"The field '{names[field]}' of {owner} is missing.";
}
