namespace Gateway.Tests.Kafka;

/// <summary>The unpacked download of Apache Kafka that KAFKA_HOME names.</summary>
public static class KafkaHome
{
    internal const string Variable = "KAFKA_HOME";

    /// <summary>Its directory; null if there is none that can be started, and why.</summary>
    public static string? Find(out string? refusal)
    {
        var home = Environment.GetEnvironmentVariable(Variable);
        refusal = Refusal(home);
        return refusal is null ? home : null;
    }

    private static string? Refusal(string? home)
    {
        if (string.IsNullOrWhiteSpace(home)) return $"{Variable} is not set";
        if (!File.Exists(Path.Combine(home, "bin", "kafka-server-start.sh"))) return $"{Variable}={home} holds no Kafka";
        return HasJava() ? null : $"{Variable} is set, but there is no java on PATH nor in JAVA_HOME";
    }

    private static bool HasJava()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var home = Environment.GetEnvironmentVariable("JAVA_HOME");
        return path.Append(Path.Combine(home ?? "", "bin")).Any(directory => File.Exists(Path.Combine(directory, "java")));
    }
}
