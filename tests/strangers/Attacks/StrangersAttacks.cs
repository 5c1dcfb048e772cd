using System.IO.Compression;
using System.Text;

namespace Gateway.Tests.Strangers.Attacks;

/// <summary>What can be done without a key: each of <c>security.md</c>'s ways, and the old ones.</summary>
internal static class StrangersAttacks
{
    private const int MaxMessage = 2 << 20;
    private const string Deflate = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    private static readonly TimeSpan Drop = TimeSpan.FromMilliseconds(500);

    private static readonly byte[] HugeSubscribe = Encoding.UTF8.GetBytes($$$"""{"id":1,"subscribe":{"channels":[{{{string.Join(',', Enumerable.Repeat("\"a\"", (MaxMessage - 64) / 4))}}}]}}""");
    private static readonly byte[] Bomb = Deflated(HugeSubscribe);
    private static readonly byte[] HugeHeader = Wire.Frame(new byte[MaxMessage - 16])[..14];
    private static readonly string WrongToken = $"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{new string('A', (16 << 10) - 80)}.{new string('B', 43)}";
    private static readonly byte[] Pings = [.. Enumerable.Repeat(new byte[] { 0x89, 0x80, 0, 0, 0, 0 }, 500).SelectMany(ping => ping)];

    internal static readonly IReadOnlyList<Attack> All =
    [
        new("idle", (wire, stop) => wire.ReadToEndAsync(stop)),
        new("slow-headers", async (wire, stop) =>
        {
            foreach (var letter in "GET /v1/apps/demo/ws HTTP/1.1\r\nHost: x\r\nX-Slow: " + new string('a', 4000)) await DripAsync(wire, $"{letter}", stop);
        }),
        new("silent", async (wire, stop) =>
        {
            await wire.UpgradeAsync(Site.Peaceful, stop);
            await wire.ReadToEndAsync(stop);
        }),
        new("dribble", async (wire, stop) =>
        {
            await wire.UpgradeAsync(Site.Peaceful, stop);
            await wire.SendAsync(HugeHeader, stop);
            for (var piece = new string(' ', 20_000); ;) await DripAsync(wire, piece, stop);
        }),
        new("bomb", async (wire, stop) =>
        {
            await wire.UpgradeAsync(Site.Peaceful, stop, Deflate);
            for (var i = 0; i < 10; i++) await wire.SendFrameAsync(Bomb, stop, isDeflated: true);
            await wire.ReadToEndAsync(stop);
        }),
        new("huge-subscribe", async (wire, stop) =>
        {
            await wire.UpgradeAsync(Site.Peaceful, stop);
            await wire.SendFrameAsync(HugeSubscribe, stop);
            await wire.ReadToEndAsync(stop);
        }),
        new("pings", async (wire, stop) =>
        {
            await wire.UpgradeAsync(Site.Peaceful, stop);
            for (; ; await Task.Delay(Drop, stop)) await wire.SendAsync(Pings, stop);
        }),
        new("wrong-token", async (wire, stop) =>
        {
            await wire.UpgradeAsync(Site.Peaceful, stop);
            await wire.SendFrameAsync($$$"""{"id":1,"connect":{"token":"{{{WrongToken}}}"}}""", stop);
            await wire.ReadToEndAsync(stop);
        }),
        new("churn", (wire, stop) => wire.UpgradeAsync(Site.Peaceful, stop)),
        new(
            "slow-body",
            async (wire, stop) =>
            {
                await wire.SendAsync("POST /v1/apps/demo/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/cloudevents-batch+json\r\nContent-Length: 8000000\r\n\r\n[", stop);
                while (true) await DripAsync(wire, " ", stop);
            },
            OnPublisher: true),
    ];

    private static async Task DripAsync(Wire wire, string text, CancellationToken stop)
    {
        await wire.SendAsync(text, stop);
        await Task.Delay(Drop, stop);
    }

    private static byte[] Deflated(byte[] message)
    {
        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.SmallestSize);
        deflate.Write(message);
        deflate.Flush();
        return output.ToArray()[..^4];
    }
}
