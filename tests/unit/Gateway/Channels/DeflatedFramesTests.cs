using System.Buffers;
using System.Text;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Record = Gateway.Channels.Record;

namespace Gateway.Tests.Unit.Channels;

/// <summary>A frame and its compressed form lie side by side in the window; each connection takes the one that it wants.</summary>
public sealed class DeflatedFramesTests
{
    private const long Bound = 1 << 20;
    private static readonly byte[] Name = "a"u8.ToArray();

    private readonly PartitionWindow _window = new(new PartitionId("t", 0, 1));

    public DeflatedFramesTests() => _window.Open(-1);

    [Fact]
    public void Pull_ByTwoThatTakeThemAndOneThatDoesNot_GivesAllTheSameEvents()
    {
        var deflating = new[] { Subscribe(int.MaxValue), Subscribe(int.MaxValue) };
        var plain = Subscribe(0);
        Append(0, "plain-0 ", "z0 ");
        Append(1, "plain-1 ", "");
        Append(2, "plain-2 ", "z2 ");

        Assert.All(deflating, subscription => Assert.Equal(("z0 plain-1 z2 ", 10), Pull(subscription)));
        Assert.Equal(("plain-0 plain-1 plain-2 ", 0), Pull(plain));
        Assert.Equal([2L, 2L, 2L], deflating.Append(plain).Select(subscription => subscription.Cursor));
    }

    [Fact]
    public void Pull_OfFramesLongerThanTheClientsWindow_GivesThemPlain()
    {
        var subscription = Subscribe(8);
        Append(0, "12345678", "z");
        Append(1, "123456789", "z");
        Assert.Equal(("z123456789", 7), Pull(subscription));
    }

    [Fact]
    public void Pull_Conflated_GivesTheNewestCompressed()
    {
        var subscription = Subscribe(int.MaxValue);
        subscription.Conflation = new Conflation();
        Append(0, "plain-0 ", "z0 ");
        Append(1, "plain-1 ", "z1 ");
        Assert.Equal(("z1 ", 5), Pull(subscription));
    }

    [Fact]
    public void Pull_OfAPass_GivesCompressedFramesToThoseWhoTakeThem()
    {
        var replays = new ReplayQueue(TimeProvider.System);
        var window = new PartitionWindow(new PartitionId("t", 0, 1), replays);
        window.Open(9);
        var (deflating, plain) = (Behind(window, int.MaxValue), Behind(window, 0));
        var pass = new ReplayPass(window, -1, Bound);
        foreach (var subscription in replays.TakeFirst(_ => false)!) pass.Join(subscription, []);

        var channel = pass.Accept(Name, 0)!;
        Assert.True(channel.WantsDeflated);
        pass.Append(channel, new Record(0, 0, default), "plain-0 "u8, "z0 "u8);
        Assert.Equal(("z0 ", "plain-0 "), (Pull(deflating).Text, Pull(plain).Text));
        window.Unsubscribe(deflating, 0);
        pass.Mark([]);
        Assert.False(channel.WantsDeflated);
    }

    [Fact]
    public void Bytes_OfCompressedForms_CountAgainstTheBound()
    {
        var subscription = Subscribe(int.MaxValue);
        for (var offset = 0; offset < 3; offset++)
            _window.Append(_window.Accept(Name, offset)!, new Record(offset, 0, default), new byte[30_000], 1, new byte[20_000]);
        // Two do not fit into one segment, and the oldest is gone.
        Assert.True(subscription.Pull(new ArrayBufferWriter<byte>(), int.MaxValue).HasGap);
    }

    [Fact]
    public void WantsDeflated_AsSubscriptionsComeAndGo_IsWhetherOneOfThemDoes()
    {
        var plain = Subscribe(0);
        var channel = plain.Channel;
        Assert.False(channel.WantsDeflated);
        var (first, second) = (Subscribe(512), Subscribe(int.MaxValue));
        _window.Unsubscribe(first, 0);
        _window.Unsubscribe(first, 0);
        Assert.True(channel.WantsDeflated);
        _window.Unsubscribe(second, 0);
        Assert.False(channel.WantsDeflated);
    }

    private static Subscription Behind(PartitionWindow window, int maxDeflated)
    {
        var subscription = window.Subscribe(Name, -1, new CallbackSubscriber { MaxDeflatedFrame = maxDeflated })!;
        window.Append(window.Accept(Name, window.Head + 1)!, new Record(window.Head + 1, 0, default), "late"u8, Bound);
        subscription.Activate();
        // What lies before the window is asked for.
        Assert.Equal(("", 0), Pull(subscription));
        return subscription;
    }

    private Subscription Subscribe(int maxDeflated)
    {
        var subscription = _window.Subscribe(Name, null, new CallbackSubscriber { MaxDeflatedFrame = maxDeflated })!;
        subscription.Activate();
        return subscription;
    }

    private void Append(long offset, string frame, string deflated) => _window.Append(
        _window.Accept(Name, offset)!, new Record(offset, 0, default), Encoding.UTF8.GetBytes(frame), Bound, Encoding.UTF8.GetBytes(deflated));

    private static (string Text, int Saved) Pull(Subscription subscription)
    {
        var output = new ArrayBufferWriter<byte>();
        var saved = 0;
        PullResult result;
        do
        {
            result = subscription.Pull(output, 100);
            saved += result.SavedBytes;
        }
        while (result.Frames > 0);
        return (Encoding.UTF8.GetString(output.WrittenSpan), saved);
    }
}
