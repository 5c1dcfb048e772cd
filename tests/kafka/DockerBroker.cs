using DotNet.Testcontainers.Configurations;
using Testcontainers.Kafka;

namespace Gateway.Tests.Kafka;

/// <summary>Apache Kafka in a container, removed when the tests end.</summary>
internal sealed class DockerBroker : RunningBroker
{
    private const string Image = "apache/kafka:4.3.1";
    private const string NoDaemon = "no Docker daemon answered, or one older than Testcontainers' client: then set DOCKER_API_VERSION";
    private static readonly TimeSpan DaemonLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly KafkaContainer _container;

    private DockerBroker(KafkaContainer container)
        : base(BrokerKind.Docker, container.GetBootstrapAddress()) => _container = container;

    internal override bool OutlivesProcess => true;

    internal static async Task<Attempt> TryAsync()
    {
        using var deadline = new CancellationTokenSource(StartLimit);
        try
        {
            if (!await DaemonAnswersAsync()) return Attempt.Refused(NoDaemon);
            return await StartAsync(deadline.Token);
        }
        catch (Exception failure)
        {
            // Whatever Docker's client throws means the same here: there is no container.
            return Attempt.Refused($"{Image} did not start: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    public override async ValueTask DisposeAsync() => await _container.DisposeAsync();

    private static async Task<bool> DaemonAnswersAsync()
    {
        var probe = Task.Run(() => TestcontainersSettings.OS.DockerEndpointAuthConfig is not null);
        await Task.WhenAny(probe, Task.Delay(DaemonLimit));
        return probe is { IsCompletedSuccessfully: true, Result: true };
    }

    private static async Task<Attempt> StartAsync(CancellationToken deadline)
    {
        var container = NewContainer();
        try
        {
            await container.StartAsync(deadline);
            if (await BrokerAnswer.WithinAsync(container.GetBootstrapAddress(), StartLimit, deadline))
                return Attempt.Took(new DockerBroker(container));
            throw new TimeoutException($"no answer within {StartLimit.TotalSeconds} s.");
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    // Without Testcontainers' reaper, which is one more image to download and needs Docker's socket. Testcontainers waits for a line of Kafka's log, whatever
    // wait strategy it is given (KafkaBuilder.Build, 4.16): an image must log at INFO, as apache/kafka does.
    private static KafkaContainer NewContainer() => new KafkaBuilder(Image).WithCleanUp(false).WithAutoRemove(true).Build();
}
