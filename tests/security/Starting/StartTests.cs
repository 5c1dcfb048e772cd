using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Tests.Client;
using Gateway.Tests.Processes;

namespace Gateway.Tests.Security.Starting;

/// <summary>What a program says, and with which code it ends, when it cannot run as it was told to. Without Kafka: it is not needed for that.</summary>
public sealed class StartTests
{
    private const string Secret = "a-secret-in-the-wrong-place-of-40-bytes!";

    private static readonly string[] Services = ["gateway", "publisher-api", "standalone"];

    public static TheoryData<string> Programs() => [.. Services];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Program_WithFaultsOfAllKinds_TellsAllAndEndsWith78(string program)
    {
        var (code, output) = await RunAsync(program, [], new()
        {
            ["TOPICS:PARTITION"] = "3",
            ["Topics:Create"] = "maybe",
            ["Topics:ReplicationFactor"] = "0",
            ["Apps:shop:TokenKeys:0:Algorithm"] = Secret,
            ["Apps:shop:Table:0"] = "stock.>",
            ["Kafka:PublishTimeout"] = "10",
        });

        Assert.Equal(78, code);
        foreach (var key in (string[])["Topics:Partitions?", "Topics:Create", "Apps:shop:Tables?", "Algorithm", "Kafka:PublishTimeout"])
            Assert.Contains(key, output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("publisher-api")]
    public async Task Faults_InProduction_AreLinesOfTheJsonLog(string program)
    {
        var (_, output) = await RunAsync(program, [], new() { ["Topics:Partition"] = "3" });

        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.StartsWith("configuration: ", JsonDocument.Parse(line).RootElement.GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Help_OfAProgram_IsPrintedAndEndsWith0(string program)
    {
        var (code, output) = await RunAsync(program, ["--help"], []);

        Assert.Equal(0, code);
        Assert.StartsWith("Usage: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kafka")]
    [InlineData("--kafak=localhost:9092")]
    public async Task Switch_ThatIsUnknownOrWithoutAValue_EndsWith78(string argument)
    {
        var (code, output) = await RunAsync("standalone", [argument], []);

        Assert.Equal(78, code);
        Assert.Contains("configuration: --kaf", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("standalone")]
    public async Task Port_InUse_IsToldInOneLineAndEndsWith69(string program)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, output) = await RunAsync(program, [], [], port);

        Assert.Equal(69, code);
        Assert.Contains("start: ", output, StringComparison.Ordinal);
        Assert.Contains($"{port}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, Dictionary<string, string> settings, int? port = null)
    {
        var start = BuiltService.Start(program, port ?? FreePorts.Take(), settings);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        await using var process = await ChildProcess.StartAsync(start);
        return (await process.EndAsync(Within.Limit), process.Output);
    }
}
