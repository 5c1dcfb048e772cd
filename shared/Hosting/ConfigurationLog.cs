using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Hosting;

/// <summary>Faults of the configuration, as lines of the log.</summary>
internal static partial class ConfigurationLog
{
    /// <summary>One fault.</summary>
    [LoggerMessage(1150, LogLevel.Critical, "configuration: {Fault}")]
    public static partial void Fault(ILogger log, string fault);
}
