using System.Text;
using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Log;

namespace Gateway.Tests.Unit.Log;

public sealed class EventIdentityTests
{
    [Fact]
    public void Of_SameChannelSourceAndId_IsTheSame() => Assert.Equal(Of("a", "/s", "1"), Of("a", "/s", "1"));

    [Theory]
    [InlineData("b", "/s", "1")]
    [InlineData("a", "/t", "1")]
    [InlineData("a", "/s", "2")]
    [InlineData("a/", "s", "1")]
    [InlineData("a", "/", "s1")]
    public void Of_AnotherEvent_Differs(string channel, string source, string id) => Assert.NotEqual(Of("a", "/s", "1"), Of(channel, source, id));

    public static TheoryData<byte[]?, byte[]?> Unusable => new()
    {
        { null, "1"u8.ToArray() },
        { "/s"u8.ToArray(), null },
        { "/s"u8.ToArray(), [] },
        { [], "1"u8.ToArray() },
        { "/s"u8.ToArray(), [0xff] },
        { [0xc3], "1"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Of_RecordWhoseSourceOrIdDoesNotCount_IsNobodysRepeat(byte[]? source, byte[]? id)
    {
        var repeats = new Repeats();
        Assert.False(repeats.Note(EventIdentity.Of(Message("a"u8.ToArray(), source, id)), 1));
        Assert.False(repeats.Note(EventIdentity.Of(Message("a"u8.ToArray(), source, id)), 2));
    }

    // A foreign producer's key and headers may hold any byte.
    [Fact]
    public void Of_BytesThatMoveBetweenTheFields_AreTwoEvents()
    {
        var repeats = new Repeats();
        Assert.False(repeats.Note(EventIdentity.Of(Message("a"u8.ToArray(), [(byte)'s', 0xff, (byte)'t'], "1"u8.ToArray())), 1));
        Assert.False(repeats.Note(EventIdentity.Of(Message([(byte)'a', 0xff, (byte)'s'], "t"u8.ToArray(), "1"u8.ToArray())), 2));
    }

    private static UInt128 Of(string channel, string source, string id) =>
        EventIdentity.Of(Message(Encoding.UTF8.GetBytes(channel), Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(id)));

    private static Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Message(byte[] channel, byte[]? source, byte[]? id) =>
        new() { Key = channel, Headers = [new("ce_source", source), new("ce_id", id)] };
}
