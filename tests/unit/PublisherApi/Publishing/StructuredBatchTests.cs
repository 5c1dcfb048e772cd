using System.Text;
using CsCheck;
using Gateway.PublisherApi.Publishing;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class StructuredBatchTests
{
    [Theory]
    [InlineData(300)]
    [InlineData(5_000)]
    public void Read_DataNestedTooDeep_TellsTheBound(int depth)
    {
        var events = new List<BatchedDraft>();
        var body = $$"""[{"data":{{new string('[', depth)}}{{new string(']', depth)}}},{}]""";
        var fault = StructuredBatch.Read(System.Text.Encoding.UTF8.GetBytes(body), 10, events) ?? events[0].Fault;
        Assert.Contains("nested more than 256 deep", fault, StringComparison.Ordinal);
    }

    private const int Max = 3;

    [Fact]
    public void Read_SeveralEvents_GivesEachWithItsData()
    {
        var events = Read(""" [ {"id":"1","data":{"b" : [1, 2.50]}} ,{"datacontenttype":"text/plain","data":"\u20ac","id":"2"}, {"data_base64":"AP8=","id":"3"}] """);
        Assert.All(events, read => Assert.Null(read.Fault));
        var complete = events.Select(read => TestRequest.Complete(read.Draft)).ToList();
        Assert.Equal(["1", "2", "3"], complete.Select(read => read.Id));
        Assert.Equal("""{"b" : [1, 2.50]}""", TestRequest.TextOf(complete[0]));
        Assert.Equal("€", TestRequest.TextOf(complete[1]));
        Assert.Equal([0, 255], complete[2].Data!.Value.ToArray());
    }

    [Fact]
    public void Read_Empty_NoEvents() => Assert.Empty(Read("[]"));

    [Theory]
    [InlineData("1")]
    [InlineData("[{}]")]
    [InlineData("""{"id":{"a":[{}]},"x":1}""")]
    [InlineData("""{"id":"1","id":"2","data":{"deep":[[]]}}""")]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("""{"\ud800":"x"}""")]
    [InlineData("""{"data":1,"data_base64":"AA=="}""")]
    public void Read_OneFaultyEvent_IsNamedAndTheOthersAreRead(string faulty)
    {
        var events = Read($$"""[{"id":"before"},{{faulty}},{"id":"after"}]""");
        Assert.Equal([false, true, false], events.Select(read => read.Fault is not null));
        Assert.Equal("after", TestRequest.Complete(events[2].Draft).Id);
    }

    [Fact]
    public void Read_DataAsDeepAsASingleEventMayHave_IsRead()
    {
        var deep = $$"""{"data":{{new string('[', 63)}}{{new string(']', 63)}}}""";
        Assert.Null(StructuredEvent.Read(Encoding.UTF8.GetBytes(deep), new EventDraft()));
        Assert.Null(Assert.Single(Read($"[{deep}]")).Fault);
    }

    [Fact]
    public void Read_MoreThanTheGreatest_StopsAfterOneMore() => Assert.Equal(Max + 1, Read("[{},{},{},{},{},{}]").Count);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[")]
    [InlineData("[{}")]
    [InlineData("[{},]")]
    [InlineData("[] []")]
    [InlineData("""[{"id":"1",}]""")]
    public void Read_NoArrayOfJson_IsAFaultOfTheWhole(string body) => Assert.NotNull(StructuredBatch.Read(Encoding.UTF8.GetBytes(body), Max, []));

    [Fact]
    public void Read_BadUtf8_IsAFaultOfTheWhole() => Assert.NotNull(StructuredBatch.Read(new byte[] { (byte)'[', (byte)'"', 0xc0, (byte)'"', (byte)']' }, Max, []));

    [Fact]
    public void Read_AnyBytes_DoesNotThrow() => Gen.Byte.Array.Sample(body => { StructuredBatch.Read((byte[])[(byte)'[', .. body], Max, []); });

    private static List<BatchedDraft> Read(string body)
    {
        var events = new List<BatchedDraft>();
        Assert.Null(StructuredBatch.Read(Encoding.UTF8.GetBytes(body), Max, events));
        return events;
    }
}
