using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>Checks the section <c>Kafka</c> at start: what must be there, what must not be changed, and every name and value by librdkafka itself.</summary>
internal sealed class KafkaOptionsValidator : IValidateOptions<KafkaOptions>
{
    private const int ShortestSecret = 6;

    public ValidateOptionsResult Validate(string? name, KafkaOptions options)
    {
        var faults = Faults(options).ToList();
        if (faults.Count == 0) faults.AddRange(RefusedByClient(options));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(KafkaOptions options)
    {
        foreach (var fault in ServerList.FaultsOf(options.BootstrapServers)) yield return $"Kafka:BootstrapServers: {fault}";
        if (options.PublishTimeout < TimeSpan.FromSeconds(1) || options.PublishTimeout > TimeSpan.FromMinutes(5))
            yield return "Kafka:PublishTimeout: give 00:00:01 to 00:05:00.";
        foreach (var (section, settings) in Sections(options))
            foreach (var key in settings.Keys)
                if (FixedSettings.ReasonOf(key) is { } reason) yield return $"Kafka:{section}:{key}: cannot be set: {reason}.";
        foreach (var fault in SecurityFaults(options).Distinct()) yield return $"Kafka:Settings: {fault}";
    }

    private static IEnumerable<(string Section, Dictionary<string, string> Settings)> Sections(KafkaOptions options) =>
    [
        (nameof(options.Settings), options.Settings),
        (nameof(options.ProducerSettings), options.ProducerSettings),
        (nameof(options.ConsumerSettings), options.ConsumerSettings),
    ];

    private static IEnumerable<string> SecurityFaults(KafkaOptions options) => new ClientConfig[] { options.Admin(), options.Producer(), options.Consumer() }
        .Select(config => SecurityRule.FaultOf(config.ToDictionary()))
        .OfType<string>();

    private static IEnumerable<string> RefusedByClient(KafkaOptions options)
    {
        if (Refusal(() => new ProducerBuilder<byte[], byte[]?>(options.Producer()).SetLogHandler(ClientLog.Drop).Build()) is { } producer) yield return $"Kafka, producer: {WithoutValues(producer, options)}";
        if (Refusal(() => new ConsumerBuilder<byte[], byte[]>(options.Consumer()).SetLogHandler(ClientLog.Drop).Build()) is { } consumer) yield return $"Kafka, consumer: {WithoutValues(consumer, options)}";
    }

    // librdkafka's words quote what was given, which may be a secret in the wrong place. Shorter values are numbers and flags.
    private static string WithoutValues(string fault, KafkaOptions options) => Sections(options)
        .SelectMany(section => section.Settings.Values)
        .Where(value => value.Length >= ShortestSecret)
        .Aggregate(fault, (text, value) => text.Replace(value, "…", StringComparison.Ordinal));

    // Building a client contacts nobody yet; librdkafka refuses unknown names and values here, in words that name them.
    private static string? Refusal(Func<IDisposable> build)
    {
        try
        {
            build().Dispose();
            return null;
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException or KafkaException)
        {
            return refused.Message;
        }
    }
}
