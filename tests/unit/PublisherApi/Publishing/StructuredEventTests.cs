using System.Text;
using System.Text.Json;
using CsCheck;
using Gateway.PublisherApi.Publishing;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class StructuredEventTests
{
    [Fact]
    public void Read_FullEvent_GivesEveryAttribute()
    {
        var read = TestRequest.Structured("""{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"x","subject":"\u00fc","a":"b","n":-5,"t":true,"no":null,"data":1}""");
        Assert.Equal(("1", "/s", "t", "x", "ü"), (read.Id, read.Source, read.Type, read.Time, read.Subject));
        Assert.Equal([new("a", "b"), new("n", "-5"), new("t", "true")], read.Extensions);
        Assert.Equal("application/json", read.DataContentType);
    }

    [Theory]
    [InlineData("""{"b" : [1, 2.50, 1e3],"a":"\u00e9"}""")]
    [InlineData("[ ]")]
    [InlineData("\"text\"")]
    [InlineData("12.50")]
    [InlineData("true")]
    public void Read_JsonData_IsKeptByteForByte(string data)
    {
        Assert.Equal(data, TestRequest.TextOf(TestRequest.Structured($$"""{"data": {{data}} ,"id":"1"}""")));
        Assert.Equal(data, TestRequest.TextOf(TestRequest.Structured($$"""{"datacontenttype":"application/vnd.x+json; v=1","data":{{data}}}""")));
    }

    [Theory]
    [InlineData("""{"datacontenttype":"text/plain","data":"a\n\u20ac"}""")]
    [InlineData("""{"data":"a\n\u20ac","datacontenttype":"text/plain"}""")]
    public void Read_StringOfAnotherType_IsText(string body)
    {
        var read = TestRequest.Structured(body);
        Assert.Equal(("a\n€", "text/plain"), (TestRequest.TextOf(read), read.DataContentType));
    }

    [Fact]
    public void Read_Base64WithoutAType_IsBytesOfAnyKind()
    {
        var read = TestRequest.Structured("""{"data_base64":"AP8="}""");
        Assert.Equal([0, 255], read.Data!.Value.ToArray());
        Assert.Equal("application/octet-stream", read.DataContentType);
    }

    [Fact]
    public void Read_NoData_Null() => Assert.Null(TestRequest.Structured("{}").Data);

    // CloudEvents JSON format 1.0.2, section 3.1.1: an explicit null is distinct from the absence of data.
    [Fact]
    public void Read_NullAsData_IsJsonsNull()
    {
        var read = TestRequest.Structured("""{"data": null}""");
        Assert.Equal(("null", "application/json"), (TestRequest.TextOf(read), read.DataContentType));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("""{"id":"1",}""")]
    [InlineData("""{"specversion":"0.3"}""")]
    [InlineData("""{"id":"1","id":"2"}""")]
    [InlineData("""{"id":{}}""")]
    [InlineData("""{"n":1.5}""")]
    [InlineData("""{"Foo":"x"}""")]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("""{"data":1,"data":2}""")]
    [InlineData("""{"data":1,"data_base64":"AP8="}""")]
    [InlineData("""{"data_base64":"?"}""")]
    [InlineData("""{"data_base64":5}""")]
    [InlineData("""{"data_base64":null}""")]
    [InlineData("""{"data":null,"data_base64":"AP8="}""")]
    [InlineData("""{"datacontenttype":"text/plain","data":null}""")]
    [InlineData("""{"datacontenttype":"application/json","data_base64":"AP8="}""")]
    [InlineData("""{"data":["\ud800"]}""")]
    [InlineData("""{"data":{"\udc00":1}}""")]
    [InlineData("""{"datacontenttype":"text/plain","data":{}}""")]
    [InlineData("""{"datacontenttype":"text/plain","data":"\ud800"}""")]
    public void Read_BadBody_IsAFault(string body) => Assert.NotNull(StructuredEvent.Read(Encoding.UTF8.GetBytes(body), new EventDraft()));

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Read_NestedData_IsTakenUpToTheBound(int depth, bool isTaken)
    {
        var data = new string('[', depth) + new string(']', depth);
        var fault = StructuredEvent.Read(Encoding.UTF8.GetBytes($$"""{"id":"1","data":{{data}}}"""), new EventDraft());
        Assert.Equal(isTaken ? null : "The data is nested more than 256 deep: line 1, byte 274.", fault);
    }

    [Theory]
    [InlineData("""{"n":1.5}""", "'n'")]
    [InlineData("""{"order":{}}""", "'order'")]
    [InlineData("""{"Data-Content":"x"}""", "'datacontent'")]
    [InlineData("{\n\"id\": x}", "line 2, byte 7")]
    public void Read_BadBody_TellsWhere(string body, string place) =>
        Assert.Contains(place, StructuredEvent.Read(Encoding.UTF8.GetBytes(body), new EventDraft()), StringComparison.Ordinal);

    [Fact]
    public void Read_BadUtf8_IsAFault() => Assert.NotNull(StructuredEvent.Read(new byte[] { (byte)'{', (byte)'"', 0xc0, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, new EventDraft()));

    [Fact]
    public void Read_TooManyExtensions_IsAFault()
    {
        var members = Enumerable.Range(0, 100_000).Select(i => $"\"x{i}\":1");
        Assert.NotNull(StructuredEvent.Read(Encoding.UTF8.GetBytes("{" + string.Join(',', members) + "}"), new EventDraft()));
    }

    [Fact]
    public void Read_WhatSerializersWrite_IsReadBack() =>
        Gen.Select(Gen.String.Where(text => !text.Any(char.IsSurrogate)), Gen.Byte.Array).Sample((id, data) =>
        {
            var draft = new EventDraft();
            var fault = StructuredEvent.Read(JsonSerializer.SerializeToUtf8Bytes(new { id, data_base64 = data }), draft);
            var read = TestRequest.Complete(draft);
            return fault is null && read.Id == id && read.Data!.Value.Span.SequenceEqual(data);
        });

    [Fact]
    public void Read_AnyBytes_DoesNotThrow() =>
        Gen.Byte.Array.Sample(body => { StructuredEvent.Read(body, new EventDraft()); });
}
