using Gateway.Channels;
using Gateway.Shared.Kafka;

namespace Gateway.Log;

/// <summary>Lets go of the windows of a topic that was deleted and made anew: their clients resume, and are told the gap.</summary>
internal sealed class LogWatch(TopicCatalog topics, WindowTable windows) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        topics.Replaced += Reset;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        topics.Replaced -= Reset;
        return Task.CompletedTask;
    }

    private void Reset(Topic topic)
    {
        foreach (var window in windows.All)
            if (window.Id.Topic == topic.Name && window.Id.Epoch == topic.Epoch) windows.Reset(window);
    }
}
