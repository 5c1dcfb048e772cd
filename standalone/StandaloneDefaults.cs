using Microsoft.Extensions.Configuration.Json;

namespace Gateway.Standalone;

/// <summary>The demo app and the address: what any other setting may change.</summary>
internal static class StandaloneDefaults
{
    /// <summary>Adds standalone.json as the weakest source.</summary>
    public static ConfigurationManager AddDefaults(this ConfigurationManager configuration)
    {
        configuration.Sources.Insert(0, new JsonConfigurationSource { Path = "standalone.json" });
        return configuration;
    }
}
