using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Hosting.Loops;

/// <summary>How all loops of the process fare: the service is not ready while one of them fails again and again.</summary>
public sealed class LoopHealth(TimeProvider time, ILogger<LoopHealth> log) : IHealthCheck
{
    private readonly ConcurrentBag<LoopState> _loops = [];

    /// <summary>The state of one more loop; loops of the same kind may share a name.</summary>
    public LoopState Add(string name)
    {
        var state = new LoopState(name, time, log);
        _loops.Add(state);
        return state;
    }

    /// <summary>Unhealthy with the loops that fail, as long as they do.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faults = _loops.Select(loop => loop.Fault).OfType<string>().ToList();
        return Task.FromResult(faults.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join(' ', faults)));
    }
}
