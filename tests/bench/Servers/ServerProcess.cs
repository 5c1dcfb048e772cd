using System.Diagnostics;
using System.Net;

namespace Gateway.Bench.Servers;

/// <summary>A server that was started for the bench and ends with it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int LinesKept = 20;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Queue<string> _lines = new();

    private ServerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, output) => Keep(output.Data);
        _process.ErrorDataReceived += (_, output) => Keep(output.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its process id; taskset becomes the program that it starts.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it ended by itself.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts it and waits until its <c>/readyz</c> answers 200.</summary>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, int port, CancellationToken stop)
    {
        var server = new ServerProcess(start);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(2) };
        for (var started = Stopwatch.GetTimestamp(); !await IsReadyAsync(http, stop); await Task.Delay(100, stop))
        {
            if (!server.HasExited && Stopwatch.GetElapsedTime(started) < StartLimit) continue;
            server.Dispose();
            throw new BenchException($"{string.Join(' ', start.ArgumentList)} did not start. It wrote:\n{server.LastLines}");
        }
        return server;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The end of what it wrote.</summary>
    public string LastLines
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

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

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            if (_lines.Count == LinesKept) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }
}
