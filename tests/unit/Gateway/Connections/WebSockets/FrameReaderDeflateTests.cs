using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Errors;

namespace Gateway.Tests.Unit.Connections.WebSockets;

/// <summary>Compressed messages from clients (RFC 7692).</summary>
public sealed class FrameReaderDeflateTests
{
    private const int Fin = 0x80;
    private const int Text = Deflate.Rsv1 | 1;
    private const int Binary = Deflate.Rsv1 | 2;
    private const int Ping = 9;
    private const int MaxMessageBytes = 100_000;

    // RFC 7692, 7.2.3.1, 7.2.3.3 to 7.2.3.5: one block; no compression; a last block; two blocks.
    [Theory]
    [InlineData(new byte[] { 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00 })]
    [InlineData(new byte[] { 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00 })]
    [InlineData(new byte[] { 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00 })]
    [InlineData(new byte[] { 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00 })]
    [InlineData(new byte[] { 0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00 })]
    public async Task Message_OfTheRfcsExamples_IsHello(byte[] payload)
    {
        Assert.Equal("Hello"u8.ToArray(), Assert.Single(await Read(Wire.Masked(Fin | Text, payload))));
        byte[][] fragments = [.. payload.Select((one, i) => Wire.Masked((i == 0 ? Text : 0) | (i == payload.Length - 1 ? Fin : 0), [one]))];
        Assert.Equal("Hello"u8.ToArray(), Assert.Single(await Read([.. fragments.SelectMany(frame => frame)])));
    }

    [Fact]
    public void Messages_OfAnyKindAndSize_ArriveUnchanged() =>
        Gen.Select(Gen.Byte.Array[0, 3000], Gen.Int[1, 200], Gen.Bool, Gen.Bool).Array[1, 5].Sample(
            messages =>
            {
                byte[][] payloads = [.. messages.Select(message => Enumerable.Repeat(message.Item1, message.Item2 / 10 + 1).SelectMany(part => part).ToArray())];
                byte[] all = [.. messages.SelectMany((message, i) => message.Item3
                    ? Wire.Masked(Fin | Binary, Deflate.Message(payloads[i], isFinal: message.Item4))
                    : Wire.Masked(Fin | 2, payloads[i]))];
                Assert.Equal(payloads, Read(all).GetAwaiter().GetResult());
            },
            iter: 200);

    [Fact]
    public async Task Message_Empty_IsEmpty()
    {
        Assert.Empty(Assert.Single(await Read(Wire.Masked(Fin | Text, [0]))));
        Assert.Empty(Assert.Single(await Read(Wire.Masked(Fin | Text, []))));
    }

    [Fact]
    public async Task Message_ThatInflatesToTheLimit_IsReadAndOneByteMoreIsTooBig()
    {
        Assert.Equal(MaxMessageBytes, Assert.Single(await Read(Wire.Masked(Fin | Binary, Deflate.Message(new byte[MaxMessageBytes])))).Length);
        await Faults(Codes.MessageTooBig, Wire.Masked(Fin | Binary, Deflate.Message(new byte[MaxMessageBytes + 1])));
    }

    [Fact]
    public async Task Bomb_OfAThousandTimesTheLimit_IsRefusedWithoutItsMemory()
    {
        // In less than the limit.
        var bomb = Deflate.Message(new byte[1000 * MaxMessageBytes]);
        Assert.True(bomb.Length < MaxMessageBytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await Faults(Codes.MessageTooBig, Wire.Masked(Fin | Binary, bomb));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 * MaxMessageBytes);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff })]
    // Cut off; a stored block that announces more than comes; a distance before the beginning.
    [InlineData(new byte[] { 0xf2, 0x48, 0xcd })]
    [InlineData(new byte[] { 0x00, 0xff, 0x00, 0x00, 0xff, 0x48 })]
    [InlineData(new byte[] { 0x4b, 0x04, 0x72, 0x00 })]
    // Something after the last block that is no padding would be lost.
    [InlineData(new byte[] { 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00 })]
    public async Task Message_NotWhatDeflateMakes_IsAProtocolError(byte[] payload) => await Faults(Codes.ProtocolError, Wire.Masked(Fin | Text, payload));

    [Fact]
    public void Message_OfAnyBytes_IsReadOrRefused() =>
        Gen.Byte.Array[0, 300].Sample(
            payload =>
            {
                try
                {
                    Read(Wire.Masked(Fin | Binary, payload)).GetAwaiter().GetResult();
                }
                catch (WebSocketFault fault) when (fault.Code == Codes.ProtocolError || fault.Code == Codes.MessageTooBig)
                {
                }
            },
            iter: 2_000);

    [Fact]
    public async Task Text_ThatInflatesToNoUtf8_IsRefused()
    {
        await Faults(Codes.InvalidUtf8, Wire.Masked(Fin | Text, Deflate.Message([0xc3, 0x28])));
        Assert.Equal([0xc3, 0x28], Assert.Single(await Read(Wire.Masked(Fin | Binary, Deflate.Message([0xc3, 0x28])))));
    }

    [Fact]
    public async Task Bit_OnAContinuation_IsAProtocolError()
    {
        var payload = Deflate.Message("Hello"u8);
        await Faults(Codes.ProtocolError, [.. Wire.Masked(Text, payload.AsSpan(0, 3)), .. Wire.Masked(Fin | Deflate.Rsv1, payload.AsSpan(3))]);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(Ping)]
    [InlineData(10)]
    public async Task Bit_OnAControlFrame_IsAProtocolError(int opcode) => await Faults(Codes.ProtocolError, Wire.Masked(Fin | Deflate.Rsv1 | opcode, []));

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x10)]
    public async Task Bit_OfAnotherExtension_IsAProtocolError(int bit) => await Faults(Codes.ProtocolError, Wire.Masked(Fin | bit | Text, [0]));

    [Fact]
    public async Task Bit_WithoutAgreement_IsAProtocolError()
    {
        var fault = await Assert.ThrowsAsync<WebSocketFault>(() => Read(Wire.Masked(Fin | Text, [0]), mayDeflate: false));
        Assert.Same(Codes.ProtocolError, fault.Code);
    }

    [Fact]
    public async Task Message_AfterACompressedOneThatAPingInterrupted_IsPlain()
    {
        var payload = Deflate.Message("Hello"u8);
        byte[] session =
        [
            .. Wire.Masked(Text, payload.AsSpan(0, 3)), .. Wire.Masked(Fin | Ping, "p"u8), .. Wire.Masked(Fin, payload.AsSpan(3)),
            .. Wire.Masked(Fin | 1, "plain"u8), .. Wire.Masked(Fin | Text, payload),
        ];
        Assert.Equal(["p", "Hello", "plain", "Hello"], (await Read(session)).Select(Encoding.UTF8.GetString));
    }

    private static async Task Faults(Code code, byte[] frames)
    {
        var fault = await Assert.ThrowsAsync<WebSocketFault>(() => Read(frames));
        Assert.Same(code, fault.Code);
    }

    private static async Task<List<byte[]>> Read(byte[] frames, bool mayDeflate = true)
    {
        var reader = new FrameReader(PipeReader.Create(new MemoryStream(frames)), MaxMessageBytes, mayDeflate);
        var messages = new List<byte[]>();
        try
        {
            while (await reader.ReadAsync() is { } message) messages.Add(message.Payload.ToArray());
        }
        finally
        {
            reader.Release();
        }
        return messages;
    }
}
