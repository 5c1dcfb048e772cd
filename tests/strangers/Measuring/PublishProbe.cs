using System.Diagnostics;
using System.Net.Http.Json;

namespace Gateway.Tests.Strangers.Measuring;

/// <summary>Another tenant, which publishes by REST: how long each request takes.</summary>
internal sealed class PublishProbe(Site site) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = site.ClientOf(Site.Neighbour);

    /// <summary>How long they took.</summary>
    public Latencies Taken { get; } = new();

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!stop.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            _ = PublishAsync();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PublishAsync()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await _http.PostAsJsonAsync($"/v1/apps/{Site.Neighbour}/channels/orders.1/events", 1);
            if (answer.IsSuccessStatusCode) Taken.Add(Stopwatch.GetElapsedTime(started));
            else Taken.AddFailure();
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            Taken.AddFailure();
        }
    }
}
