using Gateway.Demo;
using Gateway.Standalone.Broker;
using Microsoft.Extensions.Options;

namespace Gateway.Standalone;

/// <summary>What a newcomer reads first: where the page is, how to publish, and what this broker does not do.</summary>
internal static class Welcome
{
    /// <summary>Prints it, once the server listens.</summary>
    public static void Print(WebApplication app, EmbeddedBroker? broker)
    {
        var address = app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
        var demo = app.Services.GetRequiredService<IOptions<DemoOptions>>().Value;
        Console.WriteLine();
        if (demo.Enabled) Console.WriteLine(PageAndCommand(address, demo));
        Console.WriteLine(broker is null ? "Kafka: the one that is configured." : EmbeddedNote);
        Console.WriteLine();
    }

    private const string EmbeddedNote =
        "Kafka: an embedded broker that keeps its data only while this runs. For a real one: dotnet run --project standalone -- --kafka HOST:9092";

    private static string PageAndCommand(string address, DemoOptions demo) =>
        $$"""
        Page:    {{address}}/
        Publish: curl {{address}}/v1/apps/{{demo.App}}/channels/orders.1/events -H 'Authorization: Bearer {{demo.ApiKey}}' -H 'Content-Type: application/json' -d '{"total":12}'
        """;
}
