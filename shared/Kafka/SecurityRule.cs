namespace Gateway.Shared.Kafka;

/// <summary>Settings of <c>security.protocol</c> and SASL that librdkafka refuses in words that do not help, or passes over in silence.</summary>
internal static class SecurityRule
{
    private const string Mechanisms = "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER";

    /// <summary>What is wrong with what one client is given; null if nothing is.</summary>
    public static string? FaultOf(IReadOnlyDictionary<string, string> settings)
    {
        var isSasl = settings.GetValueOrDefault("security.protocol", "").StartsWith("sasl_", StringComparison.OrdinalIgnoreCase);
        var mechanism = settings.GetValueOrDefault("sasl.mechanism") ?? settings.GetValueOrDefault("sasl.mechanisms");
        // The default is Kerberos, which librdkafka here is mostly not built with.
        if (isSasl && mechanism is null) return $"security.protocol with SASL needs sasl.mechanism as well: {Mechanisms}, mostly with sasl.username and sasl.password.";
        if (!isSasl && (mechanism is not null || settings.ContainsKey("sasl.username") || settings.ContainsKey("sasl.password")))
            return "sasl settings have no effect unless security.protocol is SASL_SSL or SASL_PLAINTEXT.";
        return null;
    }
}
