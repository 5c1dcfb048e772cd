using System.Diagnostics;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Integration.Support;
using Gateway.Tests.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Integration;

[Collection(KafkaCollection.Name)]
public sealed class GracefulStopTests(KafkaFixture kafka)
{
    private const string Channel = "orders.1";

    [Fact]
    public async Task Stop_WithClients_TellsThemToReconnectAndTheyResumeElsewhere()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (leaving, staying) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        // Somebody keeps the channel's window on the other node, so that a resume there is from memory.
        await using var keeper = await staying.ConnectAsync();
        await keeper.SubscribeAsync(Channel);
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => leaving.ConnectAsync()));
        foreach (var client in clients) await client.SubscribeAsync(Channel);
        await site.Writer.WriteAsync(Channel, 1);
        var last = await Task.WhenAll(clients.Select(client => client.EventAsync()));

        var stopping = leaving.StopAsync();
        await Task.WhenAll(clients.Select(IsToldAsync));
        await stopping;
        await site.Writer.WriteAsync(Channel, [2, 3]);

        for (var i = 0; i < clients.Length; i++)
        {
            await using var back = await staying.ConnectAsync();
            await back.ResumeAsync(Channel, last[i].Position);
            Assert.Equal([2, 3], (await back.EventsAsync(2)).Select(received => received.Number));
            await clients[i].DisposeAsync();
        }
    }

    [Fact]
    public async Task Stop_WithAClientThatDoesNotAnswer_EndsInTime()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:CloseTimeout", "00:00:01"));
        await using var deaf = await RawClient.ConnectAsync(node.Address);
        var started = Stopwatch.GetTimestamp();

        await node.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
        Assert.Equal(4000, await deaf.ReadCloseAsync());
    }

    [Fact]
    public async Task Open_WhileTheNodeStops_IsRefusedWith503()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        // The moment between the signal and the end of listening, held open.
        node.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        var (client, head) = await RawClient.AskAsync(node.Address);
        await using var _ = client;

        Assert.StartsWith("HTTP/1.1 503 ", head, StringComparison.Ordinal);
    }

    private static async Task IsToldAsync(TestClient client)
    {
        var closing = await client.PushAsync("closing");
        Assert.Equal((4000, "now"), (closing.GetProperty("code").GetInt32(), closing.Text("retry")));
        Assert.Equal(4000, await client.CloseCodeAsync());
    }
}
