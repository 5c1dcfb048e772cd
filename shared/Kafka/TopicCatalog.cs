using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;

namespace Gateway.Shared.Kafka;

/// <summary>The apps' topics, filled by <see cref="TopicProvisioner"/> as soon as Kafka is reached.</summary>
public sealed class TopicCatalog
{
    private readonly ConcurrentDictionary<(string App, bool IsTable), Topic> _topics = new();

    // The topics for which Kafka's last answer was final.
    private readonly ConcurrentDictionary<string, bool> _refused = new();
    private Topic? _cursors;

    /// <summary>Whether Kafka has been reached and every app's topics are known.</summary>
    public bool IsReady { get; internal set; }

    /// <summary>The topic that the app's channel lies in, a stream's or a table's; false until Kafka has been reached.</summary>
    public bool TryGet(App app, string channel, [NotNullWhen(true)] out Topic? topic) => _topics.TryGetValue((app.Name, app.IsTable(channel)), out topic);

    /// <summary>The app's stream topic; false until Kafka has been reached.</summary>
    public bool TryGetStreams(string app, [NotNullWhen(true)] out Topic? topic) => _topics.TryGetValue((app, false), out topic);

    /// <summary>The app's table topic; false until Kafka has been reached, or if the app has no tables.</summary>
    public bool TryGetTables(string app, [NotNullWhen(true)] out Topic? topic) => _topics.TryGetValue((app, true), out topic);

    /// <summary>The topic of the cursors of durable subscriptions, of all apps; false until Kafka has been reached.</summary>
    public bool TryGetCursors([NotNullWhen(true)] out Topic? topic) => (topic = Volatile.Read(ref _cursors)) is not null;

    /// <summary>
    /// Told of a topic that was deleted and made anew, before and again after the new one is given out: whoever uses the old one lets
    /// go of it. Must not block.
    /// </summary>
    public event Action<Topic>? Replaced;

    /// <summary>With what a request is refused that Kafka did not carry out: 4400, or 4403 if Kafka's last answer for the topic was one that no retry cures.</summary>
    public Code RefusalOf(string topic) => _refused.ContainsKey(topic) ? Codes.KafkaRefused : Codes.KafkaUnavailable;

    /// <summary>Notes how Kafka has answered a question about the topic; null: well.</summary>
    public void Note(string topic, Error? failure)
    {
        if (failure is not null && Refusals.IsFinal(failure)) _refused[topic] = true;
        else if (!_refused.IsEmpty) _refused.TryRemove(topic, out _);
    }

    internal void SetCursors(Topic topic) => Volatile.Write(ref _cursors, topic);

    internal void Set(string app, Topic topic)
    {
        var key = (app, topic.IsTable);
        var replaced = _topics.TryGetValue(key, out var old) && old.Epoch != topic.Epoch ? old : null;
        if (replaced is not null) Replaced?.Invoke(replaced);
        _topics[key] = topic;
        if (replaced is not null) Replaced?.Invoke(replaced);
    }
}
