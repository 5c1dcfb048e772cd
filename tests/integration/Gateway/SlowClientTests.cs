using System.Text;
using System.Text.Json;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

[Collection(MeasuringCollection.Name)]
public sealed class SlowClientTests(KafkaFixture kafka)
{
    private const string Channel = "video.1";
    private const int EventBytes = 16 << 10;
    private const int Events = (50 << 20) / EventBytes;
    private const int BatchOf = 64;
    private const long WindowBytes = 4 << 20;

    [Fact]
    public async Task Client_ThatDoesNotRead_CostsTheWindowOnlyAndGetsTheRestFromKafkaWhenItReads()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(
            ("Gateway:Window:MaxBytesPerPartition", $"{WindowBytes}"), ("Gateway:Window:MaxBytesPerNode", $"{WindowBytes}"));
        await using var quick = await node.ConnectAsync();
        await quick.SubscribeAsync(Channel);
        await using var slow = await RawClient.ConnectAsync(node.Address);
        await slow.SendAsync(RawClient.Frame(RawClient.Text, JsonSerializer.Serialize(new { id = 2, subscribe = new { channels = new[] { Channel } } })));
        await slow.ReadJsonAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var number = 0; number < Events; number += BatchOf) await FlowAsync(site, quick, number);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.InRange(node.Windows.All.Sum(window => window.Bytes), WindowBytes / 2, WindowBytes + (128 << 10));
        // 50 MB flowed; the window, this test's own buffers and what the runtime keeps are far less.
        Assert.InRange(grown, long.MinValue, 4 * WindowBytes);
        var gaps = await ReadsTheRestAsync(slow);
        // The mock keeps the newest 5 MiB only, as a Kafka whose retention has passed.
        if (kafka.Kind is not BrokerKind.Mock) Assert.Equal(0, gaps);
    }

    // A batch at a time: the mock keeps 5 MiB only, and the quick client must stay in the window.
    private static async Task FlowAsync(Site site, TestClient quick, int first)
    {
        var numbers = Enumerable.Range(first, Math.Min(BatchOf, Events - first)).ToList();
        await Task.WhenAll(numbers.Select(number => site.Writer.WriteAsync(Channel, $"{number}", Filled(number))).ToList());
        foreach (var number in numbers) Assert.Equal($"{number}", (await quick.EventAsync()).Id);
    }

    // In order, nothing doubled, nothing missing but what is told: the number of gaps.
    private static async Task<int> ReadsTheRestAsync(RawClient slow)
    {
        var (next, last, gaps, lost) = (0, "", 0, false);
        while (next < Events)
        {
            var (opcode, payload) = await slow.ReadFrameAsync();
            if (opcode != RawClient.Text) continue;
            using var frame = JsonDocument.Parse(payload);
            if (frame.RootElement.TryGetProperty("gap", out var gap))
            {
                Assert.Equal("retention", gap.Text("reason"));
                (last, gaps, lost) = (gap.Text("to"), gaps + 1, true);
                continue;
            }
            var content = frame.RootElement.GetProperty("event");
            var number = int.Parse(content.Text("id"), System.Globalization.CultureInfo.InvariantCulture);
            if (lost) Assert.Equal(OffsetOf(last) + 1, OffsetOf(content.Text("position")));
            else Assert.Equal(next, number);
            (next, last, lost) = (number + 1, content.Text("position"), false);
        }
        return gaps;
    }

    private static long OffsetOf(string position) => long.Parse(position.Split('.')[2], System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Filled(int number) => Encoding.ASCII.GetBytes($"\"{new string((char)('a' + (number % 26)), EventBytes - 2)}\"");
}
