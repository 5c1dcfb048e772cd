using Gateway.Shared.Events;
using Gateway.Shared.Kafka;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi.Publishing;

/// <summary>What the publisher API accepts: the section <c>PublisherApi</c>.</summary>
public sealed class PublisherApiOptions
{
    internal const int MinEventBytes = 1024;

    // What a message may have, less its attributes, its key, and half a mebibyte for what Kafka's formats add.
    internal const int MaxMaxEventBytes = TopicOptions.MaxMessageBytes - (512 * 1024);

    private const int EnvelopeBytes = 4 * EventRules.MaxAttributesBytes;

    /// <summary>The greatest size of an event's data, in bytes. Default: 1 MiB; from 1 KiB to 1.5 MiB.</summary>
    public int MaxEventBytes { get; set; } = EventDefaults.MaxDataBytes;

    /// <summary>
    /// The greatest size of all request bodies that come or wait for Kafka together, in bytes; more are refused with 4401. A request counts 8 KiB at least.
    /// An app may have as much as it leaves free: one app at most half. Default: 256 MiB; from 16 MiB to 64 GiB.
    /// </summary>
    public long MaxWaitingBytes { get; set; } = 256L << 20;

    /// <summary>The greatest number of events in a batch. Default: 1,000; from 1 to 10,000.</summary>
    public int MaxBatchEvents { get; set; } = 1000;

    /// <summary>The greatest body of a batch, in bytes. Default: 8 MiB; from 64 KiB to 64 MiB, and not more than <see cref="MaxWaitingBytes"/>.</summary>
    public int MaxBatchBytes { get; set; } = 8 << 20;

    /// <summary>The greatest body of a structured event: its data doubles when every character is escaped, or grows by a third as base64.</summary>
    internal int MaxStructuredBytes => (2 * MaxEventBytes) + EnvelopeBytes;
}

/// <summary>Checks the section <c>PublisherApi</c> at start.</summary>
internal sealed class PublisherApiOptionsValidator : IValidateOptions<PublisherApiOptions>
{
    private const long MinWaitingBytes = 16L << 20;
    private const long MaxWaitingBytes = 64L << 30;
    private const int MaxBatchEvents = 10_000;
    private const int MinBatchBytes = 64 << 10;
    private const int MaxBatchBytes = 64 << 20;

    public ValidateOptionsResult Validate(string? name, PublisherApiOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PublisherApiOptions options)
    {
        if (options.MaxEventBytes is < PublisherApiOptions.MinEventBytes or > PublisherApiOptions.MaxMaxEventBytes)
            yield return $"PublisherApi:MaxEventBytes: give {PublisherApiOptions.MinEventBytes} to {PublisherApiOptions.MaxMaxEventBytes}.";
        if (options.MaxWaitingBytes is < MinWaitingBytes or > MaxWaitingBytes)
            yield return $"PublisherApi:MaxWaitingBytes: give {MinWaitingBytes} to {MaxWaitingBytes}.";
        if (options.MaxBatchEvents is < 1 or > MaxBatchEvents) yield return $"PublisherApi:MaxBatchEvents: give 1 to {MaxBatchEvents}.";
        if (options.MaxBatchBytes is < MinBatchBytes or > MaxBatchBytes || options.MaxBatchBytes > options.MaxWaitingBytes)
            yield return $"PublisherApi:MaxBatchBytes: give {MinBatchBytes} to {MaxBatchBytes}, and not more than PublisherApi:MaxWaitingBytes.";
    }
}
