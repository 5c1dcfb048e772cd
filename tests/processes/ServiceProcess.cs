using System.Diagnostics;
using System.Net;

namespace Gateway.Tests.Processes;

/// <summary>A server that was started for the tests and ends with them.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    /// <summary>Longer than a start takes on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(2);

    private ServiceProcess(ChildProcess process, Uri address) => (Process, Address) = (process, address);

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts a built service on a free port and waits until its <c>/readyz</c> answers 200.</summary>
    public static Task<ServiceProcess> StartAsync(string service, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var port = FreePorts.Take();
        return StartAsync(BuiltService.Start(service, port, settings), port);
    }

    /// <summary>Starts a server that listens on this port of 127.0.0.1 and waits until its <c>/readyz</c> answers 200.</summary>
    public static async Task<ServiceProcess> StartAsync(ProcessStartInfo start, int port, CancellationToken stop = default)
    {
        var server = await LaunchAsync(start, port);
        try
        {
            await server.WaitUntilReadyAsync(Limit, stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server; it may not be ready yet. What it writes is appended to <paramref name="logFile"/> too, if that is given.</summary>
    public static async Task<ServiceProcess> LaunchAsync(ProcessStartInfo start, int port, string? logFile = null) =>
        new(await ChildProcess.StartAsync(start, logFile), new Uri($"http://127.0.0.1:{port}"));

    /// <summary>Waits until <c>/readyz</c> answers 200.</summary>
    /// <exception cref="ServiceStartException">It ended, or was not ready within the limit: with what it wrote.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan limit, CancellationToken stop = default)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = OneAnswer };
        for (var started = Stopwatch.GetTimestamp(); !await IsReadyAsync(http, stop); await Task.Delay(AskAgain, stop))
        {
            if (!Process.HasExited && Stopwatch.GetElapsedTime(started) < limit) continue;
            throw new ServiceStartException($"The service at {Address} {(Process.HasExited ? "ended" : "is not ready")}. It wrote:\n{Process.Output}");
        }
    }

    /// <summary>Sends SIGTERM and waits for the end: the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await Process.SignalAsync("TERM");
        return await Process.EndAsync(Limit);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), stop);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }
}
