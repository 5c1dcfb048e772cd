using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Errors;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class FrameReaderTests
{
    private const int Fin = 0x80;
    private const int Text = 1;
    private const int Binary = 2;
    private const int Ping = 9;
    private const int Pong = 10;
    private const int MaxMessageBytes = 2 << 20;

    private static readonly byte[] Grüße = "Grüße, 🦊"u8.ToArray();

    // A text message; a message in three parts with a ping and an empty pong between; an empty message; a close.
    private static readonly byte[] Session =
    [
        .. Wire.Masked(Fin | Text, Grüße),
        .. Wire.Masked(Text, Grüße.AsSpan(0, 3)),
        .. Wire.Masked(Fin | Ping, "p"u8),
        .. Wire.Masked(0, Grüße.AsSpan(3, 5)),
        .. Wire.Masked(Fin | Pong, []),
        .. Wire.Masked(Fin | 0, Grüße.AsSpan(8)),
        .. Wire.Masked(Fin | Binary, []),
        .. Wire.Masked(Fin | 8, [0x03, 0xe8]),
    ];

    private static readonly string[] SessionRead =
        ["Text Grüße, 🦊", "Ping p", "Pong ", "Text Grüße, 🦊", "Binary ", "Close \u0003\ufffd"];

    [Fact]
    public async Task Frames_SplitAtEveryByte_GiveTheSameMessages()
    {
        for (var at = 0; at <= Session.Length; at++) Assert.Equal(SessionRead, await Read(Session[..at], Session[at..]));
    }

    [Fact]
    public async Task Frames_ByteByByte_GiveTheSameMessages() =>
        Assert.Equal(SessionRead, await Read([.. Session.Select(one => new[] { one })]));

    [Fact]
    public async Task Message_ByteByByteWithManyPings_IsPutTogetherOnce()
    {
        byte[][] pieces = [.. Enumerable.Range(0, 300).SelectMany(i => new[] { Wire.Masked(i == 0 ? Text : 0, "a"u8), Wire.Masked(Fin | Ping, [(byte)'b']) })];
        var read = await Read([.. pieces, Wire.Masked(Fin, "c"u8)]);
        Assert.Equal([.. Enumerable.Repeat("Ping b", 300), "Text " + new string('a', 300) + "c"], read);
    }

    [Fact]
    public void Messages_OfAnySizeInAnyPieces_ArriveUnchanged() =>
        Gen.Select(Gen.Byte.Array[0, 3000].Array[1, 4], Gen.Int[1, 900], Gen.UInt).Sample(
            (messages, piece, mask) =>
            {
                byte[] all = [.. messages.SelectMany(message => Wire.Masked(Fin | Binary, message, mask))];
                var read = ReadRaw([.. all.Chunk(piece)]).GetAwaiter().GetResult();
                Assert.Equal(messages, read.Select(message => message.Payload));
            },
            iter: 300);

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(1 << 20)]
    [InlineData(MaxMessageBytes)]
    public async Task Message_OfEachLengthForm_IsUnmasked(int length)
    {
        var payload = new byte[length];
        new Random(length).NextBytes(payload);
        var frame = Wire.Masked(Fin | Binary, payload);
        var (opcode, read) = Assert.Single(await ReadRaw([.. frame.Chunk(5_003)]));
        Assert.Equal(Opcode.Binary, opcode);
        Assert.True(payload.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public async Task Ping_Empty_IsReadWithoutWaitingForMore()
    {
        var (reader, input) = Open();
        await input.WriteAsync(Wire.Masked(Fin | Ping, []));
        var reading = reader.ReadAsync();
        Assert.True(reading.IsCompletedSuccessfully);
        Assert.Equal(Opcode.Ping, (await reading)!.Value.Opcode);
    }

    [Fact]
    public async Task Message_LongAnnouncedAndNotSent_TakesNoMemoryBeforeItArrives()
    {
        var (reader, input) = Open();
        await input.WriteAsync(Wire.Masked(Fin | Binary, new byte[MaxMessageBytes]).AsMemory(0, 14));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = reader.ReadAsync();
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 10);
        Assert.False(reading.IsCompleted);
    }

    [Fact]
    public async Task Client_GoneAnywhere_GivesNullAndNothingHalf()
    {
        // Whatever is cut, what was read before it is whole.
        for (var at = 0; at < Session.Length; at++)
        {
            var read = await Read(Session[..at]);
            Assert.Equal(SessionRead[..read.Length], read);
            Assert.NotEqual(SessionRead.Length, read.Length);
        }
    }

    [Theory]
    [InlineData(0x40)]
    [InlineData(0x20)]
    [InlineData(0x10)]
    public async Task Frame_WithReservedBit_IsAProtocolError(int bit) => await Faults(Codes.ProtocolError, Wire.Masked(Fin | bit | Text, "x"u8));

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(15)]
    public async Task Frame_OfUnknownOpcode_IsAProtocolError(int opcode) => await Faults(Codes.ProtocolError, Wire.Masked(Fin | opcode, "x"u8));

    [Fact]
    public async Task Frame_Unmasked_IsAProtocolError() => await Faults(Codes.ProtocolError, [.. Wire.Head(Fin | Text, 0, 1), (byte)'x']);

    [Theory]
    [InlineData(8)]
    [InlineData(Ping)]
    [InlineData(Pong)]
    public async Task ControlFrame_FragmentedOrLong_IsAProtocolError(int opcode)
    {
        await Faults(Codes.ProtocolError, Wire.Masked(opcode, "x"u8));
        await Faults(Codes.ProtocolError, Wire.Masked(Fin | opcode, new byte[126]));
        Assert.Single(await ReadRaw(Wire.Masked(Fin | opcode, new byte[125])));
    }

    [Fact]
    public async Task Continuation_WithoutMessage_IsAProtocolError()
    {
        await Faults(Codes.ProtocolError, Wire.Masked(Fin, "x"u8));
        await Faults(Codes.ProtocolError, [.. Wire.Masked(Fin | Text, "x"u8), .. Wire.Masked(0, "x"u8)]);
    }

    [Fact]
    public async Task Message_BegunInsideAnother_IsAProtocolError() =>
        await Faults(Codes.ProtocolError, [.. Wire.Masked(Text, "x"u8), .. Wire.Masked(Fin | Text, "x"u8)]);

    [Fact]
    public async Task Length_Of64Bits_IsAProtocolError() =>
        await Faults(Codes.ProtocolError, [Fin | Binary, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4]);

    [Fact]
    public async Task Message_TooBigInOneFrame_IsRefusedBeforeItsPayloadComes() =>
        await Faults(Codes.MessageTooBig, Wire.Masked(Fin | Text, new byte[MaxMessageBytes + 1])[..14]);

    [Fact]
    public async Task Message_TooBigOverItsFrames_IsRefused()
    {
        var part = Wire.Masked(0, new byte[MaxMessageBytes / 4]);
        await Faults(Codes.MessageTooBig, [.. Wire.Masked(Binary, new byte[1]), .. part, .. part, .. part, .. part]);
        await Faults(Codes.MessageTooBig, [.. Wire.Masked(Binary, "x"u8), Fin, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]);
    }

    [Fact]
    public async Task Limit_IsOfEachMessage_NotOfAll()
    {
        var message = Wire.Masked(Fin | Binary, new byte[MaxMessageBytes]);
        Assert.Equal(3, (await ReadRaw(message, message, message)).Count);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    public async Task Text_NotUtf8_IsRefusedAndBinaryIsNot(byte[] payload)
    {
        await Faults(Codes.InvalidUtf8, Wire.Masked(Fin | Text, payload));
        await Faults(Codes.InvalidUtf8, [.. Wire.Masked(Text, payload.AsSpan(0, 1)), .. Wire.Masked(Fin, payload.AsSpan(1))]);
        Assert.Equal(payload, Assert.Single(await ReadRaw(Wire.Masked(Fin | Binary, payload))).Payload);
    }

    private static async Task Faults(Code code, byte[] frames)
    {
        var fault = await Assert.ThrowsAsync<WebSocketFault>(() => ReadRaw([.. frames.Chunk(100_000)]));
        Assert.Same(code, fault.Code);
    }

    private static async Task<string[]> Read(params byte[][] pieces) =>
        [.. (await ReadRaw(pieces)).Select(message => $"{message.Opcode} {Encoding.UTF8.GetString(message.Payload)}")];

    private static async Task<List<(Opcode Opcode, byte[] Payload)>> ReadRaw(params byte[][] pieces)
    {
        var (reader, input) = Open();
        var reading = Collect(reader);
        // The reader runs on inside each write, so it sees the pieces one by one.
        foreach (var piece in pieces) await input.WriteAsync(piece);
        await input.CompleteAsync();
        return await reading;
    }

    private static async Task<List<(Opcode, byte[])>> Collect(FrameReader reader)
    {
        var messages = new List<(Opcode, byte[])>();
        while (await reader.ReadAsync() is { } message) messages.Add((message.Opcode, message.Payload.ToArray()));
        reader.Release();
        return messages;
    }

    private static (FrameReader Reader, PipeWriter Input) Open()
    {
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
        return (new FrameReader(pipe.Reader, MaxMessageBytes), pipe.Writer);
    }
}
