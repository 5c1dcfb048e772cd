using System.Diagnostics;
using System.Text.Json;

namespace Gateway.Bench.Load;

/// <summary>The load client's process, seen from the bench.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Process _process;

    private LoadClient(Process process) => _process = process;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it; it opens its connections meanwhile.</summary>
    public static LoadClient Start(LoadPlan plan)
    {
        return new LoadClient(Process.Start(SelfStart("client", plan.ToArgument())) ?? throw new BenchException("The load client did not start."));
    }

    /// <summary>A start of this same program in another role, spoken to by standard input and output.</summary>
    public static ProcessStartInfo SelfStart(string role, string plan)
    {
        var program = Environment.ProcessPath ?? throw new BenchException("The bench does not know its own program.");
        // Started by `dotnet Gateway.Bench.dll` the program is dotnet; by `dotnet run` it is the bench itself.
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(LoadClient).Assembly.Location] : [];
        return new ProcessStartInfo(program, [.. self, role, plan])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
    }

    /// <summary>Waits until the first connections are open and subscribed; the others wait for <see cref="TotalsAsync"/>.</summary>
    public Task FirstOpenedAsync(CancellationToken stop) => LineAsync(stop);

    /// <summary>What it has received so far.</summary>
    public async Task<LoadTotals> TotalsAsync(CancellationToken stop)
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync(stop);
        return await NextAsync(stop);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<string> LineAsync(CancellationToken stop) =>
        await _process.StandardOutput.ReadLineAsync(stop) ?? throw new BenchException("The load client ended.");

    private async Task<LoadTotals> NextAsync(CancellationToken stop)
    {
        var line = await LineAsync(stop);
        return JsonSerializer.Deserialize<LoadTotals>(line) ?? throw new BenchException($"The load client said: {line}");
    }
}
