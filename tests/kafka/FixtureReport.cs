using Xunit.Abstractions;
using Xunit.Sdk;

namespace Gateway.Tests.Kafka;

/// <summary>Says which Kafka the tests run on: a green run on the mock proves less than one on Kafka.</summary>
internal static class FixtureReport
{
    internal const string FileVariable = "KAFKA_FIXTURE_REPORT";

    // `dotnet test` swallows what a test process writes to its console and shows xunit's diagnostic messages; an IDE may do the reverse.
    internal static async Task WriteAsync(IMessageSink diagnostics, string line)
    {
        diagnostics.OnMessage(new DiagnosticMessage(line));
        await Console.Error.WriteLineAsync(line);
        if (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file)
            await File.AppendAllTextAsync(file, line + Environment.NewLine);
    }
}
