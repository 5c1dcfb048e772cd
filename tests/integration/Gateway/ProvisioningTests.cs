using System.Net;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>One app's topic is missing, and the node may not make it.</summary>
[Collection(KafkaCollection.Name)]
public sealed class ProvisioningTests(KafkaFixture kafka)
{
    [SkippableFact]
    public async Task Node_WhoseFirstAppHasNoTopic_ServesTheOtherAndIsReadyOnceItIsThere()
    {
        kafka.RequireRealKafka("the mock makes every topic that is asked for");
        var prefix = $"{KafkaFixture.NewTopicName("provision")}.";
        foreach (var topic in new[] { "other.streams", "cursors", "placements" }) await kafka.CreateTopicAsync($"{prefix}{topic}", 1);
        await using var node = await Node.StartAsync(Site.Settings(kafka.BootstrapServers, prefix, isMock: false, ("Topics:Create", "false")));

        await using var other = await TestClient.OpenAsync(node.Address, "other");
        await other.AskAsync("connect", new { token = Tokens.Signed(Tokens.Claims("other"), Tokens.OtherSecret) });
        await Within.UntilAsync(async () => (await other.SingleAsync("subscribe", "chat.1")).TryGetProperty("position", out _), "the other app is served");
        await using var demo = await node.ConnectAsync();
        Assert.Equal(4400, TestClient.CodeOf(await demo.SingleAsync("subscribe", "chat.1")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await node.GetAsync("/readyz")).Status);

        await kafka.CreateTopicAsync($"{prefix}demo.streams", 1);
        await node.ReadyAsync();
        Assert.True((await demo.SingleAsync("subscribe", "chat.1")).TryGetProperty("position", out _));
    }
}
