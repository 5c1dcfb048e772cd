using Gateway.Tests.Client;

namespace Gateway.Tests.Strangers.Attacks;

/// <summary>What one tenant with good keys can do to the others.</summary>
internal static class TenantAttacks
{
    private const int ManyChannels = 1000;
    private const int ManyNames = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly string Batch = $"[{string.Join(',', Enumerable.Range(0, 1000).Select(i => $$"""{"specversion":"1.0","id":"{{Guid.NewGuid():N}}","source":"s","type":"t","channel":"c.{{i % 50}}","data":"{{new string('x', 500)}}"}"""))}]";

    private static int _names;

    internal static readonly IReadOnlyList<Attack> All =
    [
        new("slow-body", async (wire, stop) =>
        {
            await wire.SendAsync(Post("/events", "application/cloudevents-batch+json", 8_000_000) + "[", stop);
            for (; ; await Task.Delay(Pause, stop)) await wire.SendAsync(" ", stop);
        }, OnPublisher: true),
        new("unread-history", async (wire, stop) =>
        {
            await wire.SendAsync($"GET /v1/apps/{Site.Worst}/channels/c.1/events?last=1000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Site.KeyOf(Site.Worst)}\r\n\r\n", stop);
            // Never reads.
            await Task.Delay(Timeout.Infinite, stop);
        }, OnPublisher: true),
        new("batches", async (wire, stop) =>
        {
            for (; ; await wire.ReadAsync(stop)) await wire.SendAsync(Post("/events", "application/cloudevents-batch+json", Batch.Length) + Batch, stop);
        }, OnPublisher: true),
        new("durable-names", async (wire, stop) =>
        {
            await ConnectAsync(wire, stop);
            for (var id = 2; ; id += 2)
            {
                await wire.SendFrameAsync($$$"""{"id":{{{id}}},"subscribe":{"channels":[{{{Many(ManyNames, name => $$"""{"channel":"d.{{name}}","durable":"n{{name}}"}""")}}}]}}""", stop);
                await wire.ReadAsync(stop);
                await Task.Delay(Pause, stop);
            }
        }),
        new("channel-churn", async (wire, stop) =>
        {
            await ConnectAsync(wire, stop);
            for (var id = 2; ; id += 2)
            {
                var names = Many(ManyChannels, name => $"\"churn.{name}\"");
                await wire.SendFrameAsync($$$"""{"id":{{{id}}},"subscribe":{"channels":[{{{names}}}]}}""", stop);
                await wire.SendFrameAsync($$$"""{"id":{{{id + 1}}},"unsubscribe":{"channels":[{{{names}}}]}}""", stop);
                for (var until = DateTime.UtcNow + Pause; DateTime.UtcNow < until;) await wire.ReadAsync(stop);
            }
        }),
        new("last-storm", async (wire, stop) =>
        {
            await ConnectAsync(wire, stop);
            await wire.SendFrameAsync($$$"""{"id":2,"subscribe":{"channels":[{{{Many(ManyChannels, name => $$"""{"channel":"last.{{name}}","last":1}""")}}}]}}""", stop);
            while (true) await wire.ReadAsync(stop);
        }),
    ];

    private static string Many(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(_ => item(Interlocked.Increment(ref _names))));

    private static string Post(string path, string type, int length) =>
        $"POST /v1/apps/{Site.Worst}{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Site.KeyOf(Site.Worst)}\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n\r\n";

    private static async Task ConnectAsync(Wire wire, CancellationToken stop)
    {
        await wire.UpgradeAsync(Site.Worst, stop);
        await wire.SendFrameAsync($$$"""{"id":1,"connect":{"token":"{{{Tokens.Signed(Tokens.Claims(Site.Worst), Site.SecretOf(Site.Worst))}}}"}}""", stop);
        await wire.ReadAsync(stop);
    }
}
