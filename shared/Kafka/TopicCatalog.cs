using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Gateway.Shared.Kafka;

/// <summary>The apps' topics, filled by <see cref="TopicProvisioner"/> as soon as Kafka is reached.</summary>
public sealed class TopicCatalog
{
    private readonly ConcurrentDictionary<string, Topic> _streams = new(StringComparer.Ordinal);

    /// <summary>Whether Kafka has been reached and every app's topic is known.</summary>
    public bool IsReady { get; internal set; }

    /// <summary>The app's stream topic; false until Kafka has been reached.</summary>
    public bool TryGetStreams(string app, [NotNullWhen(true)] out Topic? topic) => _streams.TryGetValue(app, out topic);

    /// <summary>
    /// Told of a topic that was deleted and made anew, before and again after the new one is given out: whoever uses the old one lets
    /// go of it. Must not block.
    /// </summary>
    public event Action<Topic>? Replaced;

    internal void SetStreams(string app, Topic topic)
    {
        var replaced = _streams.TryGetValue(app, out var old) && old.Epoch != topic.Epoch ? old : null;
        if (replaced is not null) Replaced?.Invoke(replaced);
        _streams[app] = topic;
        if (replaced is not null) Replaced?.Invoke(replaced);
    }
}
