using System.Diagnostics;

namespace Gateway.Tests.Fuzz.Engine;

/// <summary>Runs a target on one input and looks at what it took.</summary>
internal static class Trial
{
    /// <summary>Longer than any input takes on a busy machine.</summary>
    internal static readonly TimeSpan TimeBound = TimeSpan.FromSeconds(1);

    // A pause of the collector or of the machine is no fault of the input.
    private const int Repeats = 3;

    /// <summary>What is wrong; null if nothing.</summary>
    internal static string? FaultOf(Target target, byte[] input)
    {
        string? fault = null;
        for (var times = 0; times < Repeats; times++)
        {
            fault = FaultOfOne(target, input, out var mayPass);
            if (fault is null || !mayPass) return fault;
        }
        return fault;
    }

    private static string? FaultOfOne(Target target, byte[] input, out bool mayPass)
    {
        mayPass = false;
        var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        try
        {
            target.Run(input);
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }
        mayPass = true;
        var (taken, allocated) = (Stopwatch.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - before);
        if (allocated > target.AllocationBound(input.Length)) return $"{allocated} bytes allocated for {input.Length}; the bound is {target.AllocationBound(input.Length)}.";
        return taken > TimeBound ? $"{taken.TotalSeconds:0.0} s for {input.Length} bytes." : null;
    }
}
