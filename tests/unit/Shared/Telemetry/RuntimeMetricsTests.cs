using System.Diagnostics.Tracing;
using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Gateway.Metrics;
using Gateway.Shared.Errors;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Unit.Shared.Telemetry;

/// <summary>What <c>/metrics</c> shows of a process that has done nothing yet, also if it runs two services.</summary>
public sealed partial class RuntimeMetricsTests
{
    [Fact]
    public async Task Counters_BeforeTheFirstCase_AreThereWithEachValueOfTheirLabel()
    {
        _ = new LoopState("never_fails", TimeProvider.System, NullLogger.Instance);

        var text = await TextAsync();

        foreach (var code in Codes.All) Assert.Contains($"\ngateway_refusals_total{{code=\"{code.Name}\"}} ", text, StringComparison.Ordinal);
        foreach (var reason in (string[])[GapReason.Retention, GapReason.Epoch, GapReason.Future])
            Assert.Contains($"\ngateway_gaps_total{{reason=\"{reason}\"}} ", text, StringComparison.Ordinal);
        foreach (var kind in (string[])["start", "last", "page"]) Assert.Contains($"\ngateway_history_readings_total{{kind=\"{kind}\"}} ", text, StringComparison.Ordinal);
        Assert.Contains("\ngateway_loop_failures_total{loop=\"never_fails\"} 0\n", text, StringComparison.Ordinal);
        foreach (var name in (string[])["gateway_acks_total", "gateway_events_published_total", "gateway_replay_passes_total", "gateway_publish_duration_seconds_count", "gateway_kafka_reachable"])
            Assert.Contains($"\n{name} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfTheProcess_ComeOnceAndHoldNothingInternal()
    {
        var text = await TextAsync();

        var names = Types().Matches(text).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(names.Distinct(), names);
        var samples = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]).ToList();
        Assert.Equal(samples.Distinct(), samples);
        Assert.All(names, name => Assert.Matches("^(gateway|process|dotnet|system_runtime_dotnet|prometheus_net_meteradapter)_", name));
        Assert.Contains("system_runtime_dotnet_gc_collections", names);
    }

    [Fact]
    public async Task EventCounters_OfDotNet_AreNotListenedTo()
    {
        using var source = new EventSource("Private.InternalDiagnostics.Test");

        await TextAsync();

        Assert.False(source.IsEnabled());
    }

    // What promtool check metrics asks for: counters end in _total, nothing else does, and each has a help.
    [Fact]
    public async Task Metrics_OfOurs_AreNamedAsPrometheusWants()
    {
        var text = await TextAsync();

        foreach (Match type in Types().Matches(text).Where(match => match.Groups[1].Value.StartsWith("gateway_", StringComparison.Ordinal)))
        {
            var name = type.Groups[1].Value;
            Assert.Equal(type.Groups[2].Value == "counter", name.EndsWith("_total", StringComparison.Ordinal));
            Assert.Matches($"(?m)^# HELP {name} .+$", text);
        }
    }

    [Theory]
    [InlineData(ErrorCode.Local_TimedOut, false)]
    [InlineData(ErrorCode.Local_AllBrokersDown, false)]
    [InlineData(ErrorCode.Local_Transport, false)]
    [InlineData(ErrorCode.Local_Partial, true)]
    [InlineData(ErrorCode.TopicAuthorizationFailed, true)]
    [InlineData(ErrorCode.LeaderNotAvailable, true)]
    public void KafkaReachable_AfterAnError_IsWhetherABrokerSentIt(ErrorCode code, bool answered) => Assert.Equal(answered, KafkaMetrics.IsAnswer(new Error(code)));

    private static async Task<string> TextAsync()
    {
        var configuration = new ConfigurationManager();
        foreach (var service in (string[])["one", "two"]) new ServiceCollection().AddTelemetry(configuration, service);
        RuntimeMetrics.Show(typeof(GatewayMetrics), typeof(ReplayMetrics), typeof(CursorMetrics));
        using var text = new MemoryStream();
        await Prometheus.Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    [GeneratedRegex("(?m)^# TYPE ([^ ]+) ([a-z]+)$")]
    private static partial Regex Types();
}
