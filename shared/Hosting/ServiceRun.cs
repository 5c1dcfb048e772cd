using System.Net.Sockets;
using Gateway.Shared.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Hosting;

/// <summary>Runs a program from its command line to its exit code.</summary>
public static class ServiceRun
{
    private const int Unavailable = 69; // EX_UNAVAILABLE of sysexits.h.
    private const int Failed = 70; // EX_SOFTWARE.
    private const int Misconfigured = 78; // EX_CONFIG.

    /// <summary>
    /// Builds the service and runs it until it is stopped. Returns 0 then, and for <c>--help</c>; 78 with a line <c>configuration: …</c> for each fault of the
    /// configuration; 69 if the address to listen on is taken; 70 if a failure ended it.
    /// </summary>
    /// <param name="program">Its name, for the usage.</param>
    /// <param name="args">The command line.</param>
    /// <param name="build">Puts it together.</param>
    /// <param name="aliases">Switches that are no settings, like <c>--kafka</c>.</param>
    public static int Run(string program, string[] args, Func<WebApplication> build, params string[] aliases)
    {
        if (CommandLine.AsksForHelp(args))
        {
            Console.WriteLine(CommandLine.Usage(program, aliases));
            return 0;
        }
        return CommandLine.Faults(args, aliases).ToList() is { Count: > 0 } faults ? Refuse(faults) : BuildAndRun(build);
    }

    /// <summary>Runs a service that is put together, if its configuration is good; returns as <see cref="Run"/> does.</summary>
    public static int RunValidated(this WebApplication app)
    {
        var faults = FaultsOf(app.Services);
        return faults.Count == 0 ? RunToTheEnd(app) : Refuse(app, faults);
    }

    private static int BuildAndRun(Func<WebApplication> build)
    {
        WebApplication app;
        try
        {
            app = build();
        }
        catch (InvalidDataException unreadable)
        {
            // A file that is no JSON; the inner message has the line, and no value.
            return Refuse([unreadable.Message + " " + unreadable.InnerException?.Message]);
        }
        return app.RunValidated();
    }

    private static int RunToTheEnd(WebApplication app)
    {
        // Asked for now: the services are disposed of when the run is over.
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        try
        {
            app.Run();
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException or SocketException)
        {
            Console.Error.WriteLine($"start: {taken.Message} Give another address by Urls or ASPNETCORE_HTTP_PORTS.");
            return Unavailable;
        }
        // The host stops at the exception of a background service, and ends as if it had been asked to.
        return background.Exists(service => service.ExecuteTask is { IsFaulted: true }) ? Failed : 0;
    }

    private static List<string> FaultsOf(IServiceProvider services)
    {
        var sections = services.GetServices<KnownSection>().DistinctBy(section => section.Path).ToList();
        var faults = new SettingsCheck(services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>(), sections).Faults().ToList();
        faults.AddRange(sections.SelectMany(section => section.Validate(services)));
        return faults.Count > 0 ? [.. faults.Distinct()] : OtherFaults(services.GetRequiredService<IStartupValidator>());
    }

    // Of options that have no section of their own.
    private static List<string> OtherFaults(IStartupValidator validator)
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
        catch (AggregateException several)
        {
            return [.. several.InnerExceptions.OfType<OptionsValidationException>().SelectMany(fault => fault.Failures)];
        }
    }

    // In the form of the log, if that is JSON: a line for people would break what reads it.
    private static int Refuse(WebApplication app, List<string> faults)
    {
        if (app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName != ConsoleFormatterNames.Json) return Refuse(faults);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Gateway.Configuration");
        foreach (var fault in faults) ConfigurationLog.Fault(log, fault);
        // Writes what the log still holds.
        ((IDisposable)app).Dispose();
        return Misconfigured;
    }

    private static int Refuse(IEnumerable<string> faults)
    {
        foreach (var fault in faults) Console.Error.WriteLine($"configuration: {fault}");
        return Misconfigured;
    }
}
