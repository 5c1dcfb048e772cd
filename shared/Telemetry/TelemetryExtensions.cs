using Gateway.Shared.Hosting.Settings;
using Gateway.Shared.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Prometheus;

namespace Gateway.Shared.Telemetry;

/// <summary>Metrics, traces and probes.</summary>
public static class TelemetryExtensions
{
    /// <summary>The tag of the health checks that make up <c>/readyz</c>.</summary>
    public const string Ready = "ready";

    /// <summary>Adds probes, and traces by OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set (OpenTelemetry's own variables configure the rest).</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, string serviceName)
    {
        RuntimeMetrics.Show();
        OperationsListener.Add(configuration);
        services.AddValidated<OperationsOptions, OperationsOptionsValidator>(configuration, "Operations");
        services.AddSingleton<IStartupFilter, NoSniff>().AddSingleton<IStartupFilter, OperationsPort>();
        services.AddHealthChecks().AddCheck<KafkaReadyCheck>("kafka", tags: [Ready]).AddCheck<StoppingCheck>("stopping", tags: [Ready]);
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return services;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName))
            .WithTracing(tracing => tracing.AddSource(Tracing.SourceName).AddAspNetCoreInstrumentation())
            .UseOtlpExporter();
        return services;
    }

    /// <summary>Maps <c>/livez</c>, <c>/readyz</c> and <c>/metrics</c>; on the port of <see cref="OperationsOptions"/>, if there is one, and only there.</summary>
    public static IEndpointRouteBuilder MapTelemetry(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/livez", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteReasonsAsync });
        routes.MapMetrics();
        return routes;
    }

    // "Healthy", or "Unhealthy" and a line for each check that says no, with its reason.
    private static Task WriteReasonsAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        var reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => $"{entry.Key}: {entry.Value.Description}");
        return context.Response.WriteAsync(string.Join('\n', [report.Status.ToString(), .. reasons]));
    }

    // Reached once is enough: taking every node out of service while Kafka is away would close all sockets and help nobody.
    private sealed class KafkaReadyCheck(TopicCatalog topics) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(topics.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Kafka has not been reached yet."));
    }

    private sealed class StoppingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("It is being stopped.") : HealthCheckResult.Healthy());
    }
}
