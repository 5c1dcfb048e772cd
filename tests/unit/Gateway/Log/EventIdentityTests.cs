using System.Text;
using Confluent.Kafka;
using Gateway.Log;

namespace Gateway.Tests.Unit.Log;

public sealed class EventIdentityTests
{
    private readonly EventIdentity _identity = new();

    [Fact]
    public void Of_SameChannelSourceAndId_IsTheSameForEveryReader() => Assert.Equal(Of("a", "/s", "1"), new EventIdentity().Of(Message("a", "/s", "1")));

    [Theory]
    [InlineData("b", "/s", "1")]
    [InlineData("a", "/t", "1")]
    [InlineData("a", "/s", "2")]
    [InlineData("a/", "s", "1")]
    [InlineData("a", "/s1", "")]
    public void Of_AnotherEvent_Differs(string channel, string source, string id) => Assert.NotEqual(Of("a", "/s", "1"), Of(channel, source, id));

    [Theory]
    [InlineData(null, "1")]
    [InlineData("/s", null)]
    public void Of_RecordWithoutSourceOrId_IsNone(string? source, string? id) => Assert.Equal(0UL, Of("a", source, id));

    private ulong Of(string channel, string? source, string? id) => _identity.Of(Message(channel, source, id));

    private static Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Message(string channel, string? source, string? id)
    {
        var headers = new Headers();
        if (source is not null) headers.Add("ce_source", Encoding.UTF8.GetBytes(source));
        if (id is not null) headers.Add("ce_id", Encoding.UTF8.GetBytes(id));
        return new() { Key = Encoding.UTF8.GetBytes(channel), Headers = headers };
    }
}
