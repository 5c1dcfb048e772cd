using CsCheck;

namespace Gateway.Tests.Unit.Channels.Model;

/// <summary>One step of a random run; channels and clients are small numbers, so that they meet often.</summary>
internal abstract record Step
{
    public const int Channels = 4;
    public const int Clients = 3;
    public const int Readers = 2;

    private static readonly Gen<int> AnyChannel = Gen.Int[0, Channels - 1];
    private static readonly Gen<int> AnyClient = Gen.Int[0, Clients - 1];

    // Many to a segment, a few, one, and larger than a segment.
    private static readonly Gen<int> AnySize = Gen.OneOf(24, 200, 9_000, 9_000, 33_000, 33_000, 70_000);

    private static readonly Gen<Step> Any = Gen.Frequency(
        (24, Gen.Select(AnyChannel, AnySize, Gen.Int[1, 4], Gen.Int[1, 3]).Select(x => (Step)new Publish(x.Item1, x.Item2, x.Item3, x.Item4))),
        (1, Gen.Select(AnyChannel, Gen.Int[200, 600]).Select(x => (Step)new Publish(x.Item1, 24, x.Item2, 1))),
        (20, Gen.Select(Gen.Int[1, 12], Gen.Bool).Select(x => (Step)new Read(x.Item1, x.Item2))),
        (24, Gen.Select(AnyClient, Gen.OneOf(1, 50, 20_000, 64 << 10), Gen.Int[1, 4]).Select(x => (Step)new Run(x.Item1, x.Item2, x.Item3))),
        (10, Gen.Select(AnyClient, AnyChannel).Select(x => (Step)new Subscribe(x.Item1, x.Item2))),
        (6, Gen.Select(AnyClient, AnyChannel, Gen.Int[-30, 4]).Select(x => (Step)new SubscribeAt(x.Item1, x.Item2, x.Item3))),
        (4, Gen.Select(AnyClient, AnyChannel).Select(x => (Step)new Unsubscribe(x.Item1, x.Item2))),
        (3, AnyClient.Select(x => (Step)new Disconnect(x))),
        (5, AnyClient.Select(x => (Step)new Resume(x))),
        (2, Gen.Int[0, 3].Select(x => (Step)new Trim(x))),
        (5, Gen.Int[0, 70].Select(x => (Step)new Elapse(x))));

    private static readonly Gen<Step> AnyWithLog = Gen.Frequency(
        (10, Any),
        (3, Gen.Select(Gen.Int[0, Readers - 1], Gen.Int[1, 20], Gen.Int[0, 9]).Select(x => (Step)new Replay(x.Item1, x.Item2, x.Item3 == 0))),
        (2, Gen.Int[1, 40].Select(x => (Step)new Repeat(x))),
        (1, Gen.Int[1, 6].Select(x => (Step)new Retain(x))));

    /// <summary>Runs of up to 120 steps.</summary>
    public static readonly Gen<Step[]> Runs = Any.Array[1, 120];

    /// <summary>The same, with the log read again for those that are behind.</summary>
    public static readonly Gen<Step[]> RunsWithLog = AnyWithLog.Array[1, 160];

    /// <summary>Kafka gets events of one channel; offsets grow by up to <paramref name="Stride"/>, as after transactions.</summary>
    public sealed record Publish(int Channel, int Size, int Count, int Stride) : Step;

    /// <summary>A publisher sends an event again, so many records later.</summary>
    public sealed record Repeat(int Back) : Step;

    /// <summary>The node reads what Kafka has, and marks at the end, or leaves the marking for later.</summary>
    public sealed record Read(int Count, bool Mark) : Step;

    /// <summary>The client's send loop runs if it was woken, for some batches; not running is stalling.</summary>
    public sealed record Run(int Client, int MaxBytes, int Batches) : Step;

    /// <summary>From now.</summary>
    public sealed record Subscribe(int Client, int Channel) : Step;

    /// <summary>From a position as far from the log's end: one of long ago, or one that the log does not have.</summary>
    public sealed record SubscribeAt(int Client, int Channel, int FromEnd) : Step;

    /// <summary>From the last position of every channel that the client ever had.</summary>
    public sealed record Resume(int Client) : Step;

    public sealed record Unsubscribe(int Client, int Channel) : Step;

    /// <summary>All subscriptions end; the client comes back with a new subscriber and remembers its positions.</summary>
    public sealed record Disconnect(int Client) : Step;

    /// <summary>Memory gets short: down to so many segments.</summary>
    public sealed record Trim(int Segments) : Step;

    /// <summary>A reader reads on in its pass, or begins one if somebody waits; and ends it though it is not over.</summary>
    public sealed record Replay(int Reader, int Count, bool End) : Step;

    /// <summary>Kafka forgets the oldest records.</summary>
    public sealed record Retain(int Records) : Step;

    /// <summary>Time passes, then the node sweeps.</summary>
    public sealed record Elapse(int Seconds) : Step;
}
