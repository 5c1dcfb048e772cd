using Gateway.Shared.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Unit.Shared.Hosting;

public sealed class ServiceRunTests
{
    [Fact]
    public void RunValidated_StoppedByABackgroundServiceThatFailed_DoesNotReturn0()
    {
        var builder = HostingExtensions.CreateBuilder(new() { Args = ["--urls=http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        builder.Services.AddHostedService<FailingService>();
        // What validates options at start.
        builder.Services.AddOptions<HostOptions>().ValidateOnStart();

        Assert.Equal(70, builder.Build().RunValidated());
    }

    private sealed class FailingService(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            throw new InvalidOperationException("This service fails.");
        }
    }
}
