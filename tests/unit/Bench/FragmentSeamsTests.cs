using Gateway.Bench;
using Gateway.Bench.Load;

namespace Gateway.Tests.Unit.Bench;

public sealed class FragmentSeamsTests
{
    private static readonly Stamp Sent = new(1, 2);
    private static readonly byte[] Message = Sent.ToData(100);

    [Fact]
    public void TryFind_CutAnywhere_FindsTheStampOnceEither()
    {
        for (var cut = 0; cut <= Message.Length; cut++)
        {
            var seams = new FragmentSeams(3);
            byte[][] fragments = [Message[..cut], Message[cut..]];
            var across = seams.TryFind(1, false, fragments[0], out _) | seams.TryFind(1, true, fragments[1], out _);
            Assert.NotEqual(across, Array.Exists(fragments, fragment => Stamp.TryFind(fragment, out _)));
        }
    }

    [Fact]
    public void TryFind_ByteByByte_FindsItOnce()
    {
        var seams = new FragmentSeams(1);
        Assert.Equal(1, Message.Count(one => seams.TryFind(0, true, [one], out var found) && found == Sent));
    }

    [Fact]
    public void TryFind_AnotherClientOrANewMessage_GoesNotOn()
    {
        var seams = new FragmentSeams(2);
        seams.TryFind(0, false, Message.AsSpan(..20), out _);
        Assert.False(seams.TryFind(1, true, Message.AsSpan(20..), out _));
        Assert.False(seams.TryFind(0, false, Message.AsSpan(20..), out _));
    }
}
