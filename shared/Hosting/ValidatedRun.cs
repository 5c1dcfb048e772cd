using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Hosting;

/// <summary>Runs a service only if its whole configuration is good.</summary>
public static class ValidatedRun
{
    private const int Misconfigured = 78; // EX_CONFIG of sysexits.h.
    private const int Failed = 70; // EX_SOFTWARE.

    /// <summary>
    /// Validates all options first, before anything that uses them is made; prints every fault, a line each, and returns 78 if
    /// there is one. Otherwise runs until the service is stopped and returns 0, or 70 if it was a failure that stopped it.
    /// </summary>
    public static int RunValidated(this WebApplication app)
    {
        var faults = Faults(app.Services.GetRequiredService<IStartupValidator>());
        foreach (var fault in faults) Console.Error.WriteLine($"configuration: {fault}");
        if (faults.Count > 0) return Misconfigured;
        // Asked for now: the services are disposed of when the run is over.
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        app.Run();
        // The host stops at the exception of a background service, and ends as if it had been asked to.
        return background.Exists(service => service.ExecuteTask is { IsFaulted: true }) ? Failed : 0;
    }

    private static List<string> Faults(IStartupValidator validator)
    {
        try
        {
            validator.Validate();
            return [];
        }
        catch (OptionsValidationException one)
        {
            return [.. one.Failures];
        }
        catch (InvalidOperationException conversion)
        {
            // The binder stops at the first value that is no number, time or the like; its message names it.
            return [conversion.Message];
        }
        catch (AggregateException several)
        {
            return [.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(fault => fault.Failures)];
        }
    }
}
