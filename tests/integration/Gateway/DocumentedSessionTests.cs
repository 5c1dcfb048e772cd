using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class DocumentedSessionTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private static readonly string[] Orders = ["orders.>"];

    [Fact]
    public async Task Session_OfTheProtocolPage_IsWhatANodeSpeaks()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await TestClient.OpenAsync(node.Address);
        var token = Tokens.Signed(Tokens.Claims(read: Orders, write: Orders));
        var steps = DocumentedStep.ReadAll();
        Assert.True(steps.Count >= 6, "The page shows a whole session.");

        foreach (var step in steps)
        {
            await client.SendTextAsync(step.Sent.Replace("<token>", token, StringComparison.Ordinal));
            var expected = step.Received.ToList();
            // An event may come before the reply of its publish or after it; nothing else of the page comes in pairs.
            while (expected.Count > 0)
            {
                var received = await client.ReadAsync();
                var at = expected.FindIndex(line => DocumentedStep.Matches(line, received!.Value));
                Assert.True(at >= 0, $"After {step.Sent}\nthe page has {string.Join('\n', expected)}\nthe node sent {received}");
                expected.RemoveAt(at);
            }
        }
        await client.SendTextAsync("""{"id":1000,"ping":{}}""");
        Assert.Equal(1000, (await client.ReadAsync())!.Value.GetProperty("id").GetInt64());
    }
}
