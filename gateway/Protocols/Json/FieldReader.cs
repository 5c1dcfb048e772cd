using System.Text.Json;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;

namespace Gateway.Protocols.Json;

/// <summary>
/// Reads the fields of JSON objects in one pass over a message, and makes nothing of what it passes over. The first fault is kept, and reading goes on to the message's end, because
/// the id by which it is answered may come last.
/// </summary>
internal ref struct FieldReader
{
    private const string LoneSurrogate = "text without lone surrogates";

    private readonly ReadOnlyMemory<byte> _message;
    private Utf8JsonReader _json;

    public FieldReader(ReadOnlyMemory<byte> message)
    {
        _message = message;
        // How deep data may be is not decided here; to note a level takes a bit.
        _json = new Utf8JsonReader(message.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>The first fault; null: none.</summary>
    public Code? Fault { get; private set; }

    /// <summary>What exactly is wrong.</summary>
    public string? Detail { get; private set; }

    /// <summary>What stands where the reader is.</summary>
    public readonly JsonTokenType Token => _json.TokenType;

    /// <summary>The name, or the text as it is written in JSON, where the reader is.</summary>
    public readonly ReadOnlySpan<byte> Raw => _json.ValueSpan;

    /// <summary>Goes on by one token; false at the end.</summary>
    public bool Next() => _json.Read();

    /// <summary>Passes over a value.</summary>
    public void Skip() => _json.Skip();

    /// <summary>Notes a fault, if it is the first.</summary>
    public void Refuse(Code code, string? detail = null)
    {
        if (Fault is not null) return;
        (Fault, Detail) = (code, detail);
    }

    /// <summary>Which of the names the property has; -1: none.</summary>
    public int IndexOf(FieldNames names) => names.IndexOf(ref _json);

    /// <summary>Goes on to the value of the object's next field; false at the object's end. What is unknown or there twice is a fault.</summary>
    public bool TryField(FieldNames names, ref uint seen, out int field)
    {
        field = -1;
        while (_json.Read() && _json.TokenType is JsonTokenType.PropertyName)
        {
            field = names.IndexOf(ref _json);
            if (field < 0) Refuse(Codes.InvalidCommand, names.Unknown(_json.ValueSpan));
            else if ((seen & (1u << field)) != 0) Refuse(Codes.InvalidCommand, names.Twice(field));
            _json.Read();
            if (field >= 0 && (seen & (1u << field)) == 0)
            {
                seen |= 1u << field;
                return true;
            }
            _json.Skip();
        }
        return false;
    }

    /// <summary>A text; null is none.</summary>
    public string? Text(FieldNames names, int field)
    {
        if (_json.TokenType is JsonTokenType.String) return TextHere() ?? Wrong(names, field, LoneSurrogate);
        return _json.TokenType is JsonTokenType.Null ? null : Wrong(names, field, "text");
    }

    /// <summary>The text where the reader is; null if it has lone surrogates.</summary>
    public string? TextHere()
    {
        try
        {
            return _json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number; null is none. One that is not whole or too large is 0, which is out of every range.</summary>
    public int? Count(FieldNames names, int field)
    {
        if (_json.TokenType is JsonTokenType.Number) return _json.TryGetInt32(out var whole) ? whole : 0;
        if (_json.TokenType is not JsonTokenType.Null) Wrong(names, field, "a whole number");
        return null;
    }

    /// <summary>A number; null is none.</summary>
    public double? Number(FieldNames names, int field)
    {
        if (_json.TokenType is JsonTokenType.Number) return _json.GetDouble();
        if (_json.TokenType is not JsonTokenType.Null) Wrong(names, field, "a number");
        return null;
    }

    /// <summary>A flag; null is false.</summary>
    public bool Flag(FieldNames names, int field)
    {
        if (_json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)) Wrong(names, field, "true or false");
        return _json.TokenType is JsonTokenType.True;
    }

    /// <summary>A value of any kind, as it stands in the message.</summary>
    public ReadOnlyMemory<byte> Value()
    {
        var start = (int)_json.TokenStartIndex;
        _json.Skip();
        return _message[start..(int)_json.BytesConsumed];
    }

    /// <summary>A value that is to be an event's data, as it stands in the message, and what is wrong with it.</summary>
    public ReadOnlyMemory<byte> Data(out string? fault)
    {
        var ahead = _json;
        fault = JsonData.Pass(ref ahead, _message.Span);
        return Value();
    }

    /// <summary>Notes that the field has another kind of value, and passes over it.</summary>
    public string? Wrong(FieldNames names, int field, string expected)
    {
        Refuse(Codes.InvalidCommand, names.Expects(field, expected));
        _json.Skip();
        return null;
    }

    /// <summary>The id, if it is one; else null.</summary>
    public long? Id()
    {
        _json.Read();
        if (_json.TokenType is JsonTokenType.Number && _json.TryGetInt64(out var id) && id is >= 1 and <= CommandReader.MaxId) return id;
        _json.Skip();
        return null;
    }
}
