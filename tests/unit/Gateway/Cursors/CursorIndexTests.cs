using Gateway.Cursors;
using Gateway.Shared.Channels;
using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Cursors;

public sealed class CursorIndexTests
{
    private static readonly byte[] Phone = KeyOf("phone");

    private readonly CursorPartition _partition = new(new PartitionId("cursors", 0, 1));

    [Fact]
    public void Apply_OfTwoRecords_KeepsTheGreaterWhateverTheirOrderAndTheTimeOfTheLast()
    {
        Apply(Phone, 5, time: 100);
        Apply(Phone, 3, time: 200);
        Assert.Equal(new KnownCursor(At(5), 200), _partition.Find(Phone, 0));
        Apply(Phone, 7, time: 300);
        Assert.Equal(At(7), _partition.Find(Phone, 0)!.Value.Cursor);
    }

    [Fact]
    public void Apply_OfATopicMadeAnew_TakesTheLast()
    {
        Apply(Phone, 5, time: 100);
        var anew = new StoredCursor(new(2, 0, -1), new(2, 0, 1), null);
        _partition.Apply(Phone, anew.ToJson(), 200, 1);
        Assert.Equal(anew, _partition.Find(Phone, 0)!.Value.Cursor);
    }

    [Fact]
    public void Apply_OfATombstone_ForgetsSoThatItMayGoBack()
    {
        Apply(Phone, 5, time: 100);
        _partition.Apply(Phone, [], 200, 1);
        Assert.Null(_partition.Find(Phone, 0));
        Assert.Equal(0, _partition.Bytes);
        Apply(Phone, 3, time: 300);
        Assert.Equal(At(3), _partition.Find(Phone, 0)!.Value.Cursor);
    }

    [Fact]
    public void Apply_OfWhatIsNoCursor_PassesItOver()
    {
        _partition.Apply(Phone, "garbage"u8, 100, 41);
        Assert.Null(_partition.Find(Phone, 0));
        Assert.Equal(42, _partition.Next);
    }

    [Fact]
    public void Find_OfACursorThatHasExpired_IsNull()
    {
        Apply(Phone, 5, time: 100);
        Assert.NotNull(_partition.Find(Phone, usedSince: 100));
        Assert.Null(_partition.Find(Phone, usedSince: 101));
    }

    [Fact]
    public void Sweep_ForgetsWhatHasExpired()
    {
        Apply(Phone, 5, time: 100);
        Apply(KeyOf("tablet"), 5, time: 200);
        var bytes = _partition.Bytes;
        _partition.Sweep(usedSince: 150);
        Assert.Null(_partition.Find(Phone, 0));
        Assert.NotNull(_partition.Find(KeyOf("tablet"), 0));
        Assert.InRange(_partition.Bytes, 1, bytes - 1);
    }

    [Fact]
    public void Excess_OverTheBound_IsWhatNobodyWaitsForAndWasNotAskedForTheLongest()
    {
        var index = new CursorIndex(maxBytes: 800);
        var partitions = Enumerable.Range(0, 3).Select(partition => Filled(index, partition)).ToList();
        Dictionary<CursorPartition, HashSet<byte[]>> wanted = new() { [partitions[0]] = Wanted(Phone) };

        var excess = index.Excess(wanted);

        Assert.Same(partitions[1], excess);
        index.Remove(excess!);
        Assert.Null(index.Excess(wanted));
        Assert.False(partitions[0].IsPartial);
    }

    [Fact]
    public void Excess_OfTheOnlyAppThatIsWaitedFor_LetsItsCursorsGo()
    {
        var index = new CursorIndex(maxBytes: 400);
        var partition = Filled(index, 0, "tablet", "phone");

        Assert.Null(index.Excess(new Dictionary<CursorPartition, HashSet<byte[]>> { [partition] = Wanted(Phone) }));

        Assert.True(partition.Of(Phone)!.IsDropped);
        Assert.Equal((0L, 0), (index.Bytes, partition.Of(Phone)!.Count));
        partition.Apply(Phone, At(8).ToJson(), 1, 10);
        Assert.Equal((11L, 0L), (partition.Next, index.Bytes));
    }

    [Fact]
    public void Excess_OfAnAppThatFloods_LetsGoOfItsCursorsAndKeepsTheOthers()
    {
        var index = new CursorIndex(maxBytes: 20_000);
        var (flooded, quiet) = (Filled(index, 0), Filled(index, 1));
        for (var i = 0; i < 100; i++) flooded.Apply(KeyOf($"name-{i}", "flood"), At(1).ToJson(), 1, flooded.Next);

        Assert.Null(index.Excess(new Dictionary<CursorPartition, HashSet<byte[]>> { [flooded] = Wanted(KeyOf("name-1", "flood")) }));

        Assert.True(flooded.Of(KeyOf("name-1", "flood"))!.IsDropped);
        Assert.NotNull(flooded.Find(Phone, 0));
        Assert.NotNull(quiet.Find(Phone, 0));
        Assert.Equal(2, index.Partitions.Count);
    }

    [Fact]
    public void KeepOnly_OfWhatIsWanted_PassesOverAllElse()
    {
        Apply(KeyOf("tablet"), 1, time: 1);
        Apply(Phone, 1, time: 1);
        _partition.KeepOnly(Wanted(Phone));
        Apply(KeyOf("watch"), 1, time: 1);
        Apply(Phone, 8, time: 1);
        Assert.True(_partition.IsPartial);
        Assert.Null(_partition.Find(KeyOf("tablet"), 0));
        Assert.Null(_partition.Find(KeyOf("watch"), 0));
        Assert.Equal(At(8), _partition.Find(Phone, 0)!.Value.Cursor);
    }

    [Fact]
    public void Names_OfAUserOnAChannel_AreCounted()
    {
        foreach (var name in (string[])["phone", "tablet", "phone"]) Apply(KeyOf(name), 1, time: 1);
        _partition.Apply(new CursorKey("demo", "orders.1", "bob", "phone").ToJson(), At(1).ToJson(), 1, _partition.Next);
        _partition.Apply(new CursorKey("demo", "orders.2", "alice", "phone").ToJson(), At(1).ToJson(), 1, _partition.Next);
        Assert.Equal((2, 4), (_partition.Of(Phone)!.NamesOf(KeyOf("new")), _partition.Of(Phone)!.Count));
        _partition.Apply(Phone, [], 1, _partition.Next);
        Assert.Equal((1, 3), (_partition.Of(Phone)!.NamesOf(Phone), _partition.Of(Phone)!.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("[\"demo")]
    public void Apply_OfAKeyThatIsNone_PassesItOver(string key)
    {
        _partition.Apply(System.Text.Encoding.UTF8.GetBytes(key), At(1).ToJson(), 1, 5);
        Assert.Equal((0L, 6L), (_partition.Bytes, _partition.Next));
    }

    private static CursorPartition Filled(CursorIndex index, int number, params string[] names)
    {
        var partition = index.Add(new PartitionId("cursors", number, 1));
        partition.AskedAt = number;
        foreach (var name in names.Length == 0 ? ["phone"] : names) partition.Apply(KeyOf(name), At(1).ToJson(), 1, partition.Next);
        return partition;
    }

    private void Apply(byte[] key, long offset, long time) => _partition.Apply(key, At(offset).ToJson(), time, _partition.Next);

    private static HashSet<byte[]> Wanted(params byte[][] keys) => new(keys, Utf8Comparer.Instance);

    private static byte[] KeyOf(string durable, string app = "demo") => new CursorKey(app, "orders.1", "alice", durable).ToJson();

    private static StoredCursor At(long offset) => new(new(1, 0, 0), new Position(1, 0, offset), DateTimeOffset.UnixEpoch);
}
