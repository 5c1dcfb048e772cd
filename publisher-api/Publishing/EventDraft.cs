using Gateway.Shared.Apps;
using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>An event while it is read from a request: what the publisher gave, before defaults.</summary>
internal sealed class EventDraft
{
    private const int MaxExtensions = 64;
    private const string ChannelExtension = "channel";

    private string? _specVersion;
    private string? _id;
    private string? _source;
    private string? _type;
    private string? _time;
    private string? _subject;
    private string? _dataContentType;
    private List<KeyValuePair<string, string>>? _extensions;

    public string? DataContentType
    {
        get => _dataContentType;
        set => _dataContentType = value;
    }

    public ReadOnlyMemory<byte>? Data { get; set; }

    /// <summary>The trace of its request.</summary>
    public string? TraceParent { get; set; }

    /// <summary>Sets a context attribute; returns what is wrong with it, null if nothing. Values are checked in the whole event.</summary>
    public string? Set(string name, string value) => name switch
    {
        "specversion" when value != EventRules.SpecVersion => $"The attribute 'specversion' is not {EventRules.SpecVersion}.",
        "specversion" => SetOnce(ref _specVersion, name, value),
        "id" => SetOnce(ref _id, name, value),
        "source" => SetOnce(ref _source, name, value),
        "type" => SetOnce(ref _type, name, value),
        "time" => SetOnce(ref _time, name, value),
        "subject" => SetOnce(ref _subject, name, value),
        "datacontenttype" => SetOnce(ref _dataContentType, name, value),
        _ => AddExtension(name, value),
    };

    /// <summary>Gives the event an id if it has none; false if it has another.</summary>
    public bool Identify(string id) => (_id ??= id) == id;

    /// <summary>Takes the extension attribute that names the channel; null if there is none.</summary>
    public string? TakeChannel() => Take(ChannelExtension);

    /// <summary>Takes the extension attribute that names the row; null if there is none.</summary>
    public string? TakeRowKey() => Take(RowRules.Attribute);

    /// <summary>The event, with defaults for what the publisher left out.</summary>
    public Event Complete(App app, string channel, string? rowKey, TimeProvider time) => new()
    {
        Channel = channel,
        RowKey = rowKey,
        Id = _id ?? EventDefaults.NewId(time),
        IsIdGiven = _id is not null,
        Source = _source ?? $"/apps/{app.Name}",
        Type = _type ?? EventDefaults.Type,
        Time = _time ?? EventDefaults.Now(time),
        Subject = _subject,
        DataContentType = _dataContentType,
        Extensions = _extensions ?? [],
        Data = Data,
        TraceParent = TraceParent,
    };

    private static string? SetOnce(ref string? attribute, string name, string value)
    {
        if (attribute is not null) return Twice(name);
        attribute = value;
        return null;
    }

    private string? AddExtension(string name, string value)
    {
        if (!EventRules.IsName(name)) return AttributeName.FaultOf(name);
        if (IndexOf(name) >= 0) return Twice(name);
        if (_extensions?.Count >= MaxExtensions) return $"There are more than {MaxExtensions} extension attributes.";
        (_extensions ??= []).Add(new(name, value));
        return null;
    }

    private string? Take(string name)
    {
        var index = IndexOf(name);
        if (index < 0) return null;
        var value = _extensions![index].Value;
        _extensions.RemoveAt(index);
        return value;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _extensions?.Count; i++)
            if (_extensions[i].Key == name) return i;
        return -1;
    }

    private static string Twice(string name) => $"The attribute '{name}' is given twice.";
}
