namespace Gateway.Tests.Fuzz;

/// <summary>Something that reads what others send.</summary>
/// <param name="Name">Names its corpus too.</param>
/// <param name="Run">Reads one input. Must not throw, unless the reader, or a property of what it read, is broken.</param>
internal sealed record Target(string Name, Action<byte[]> Run)
{
    /// <summary>The longest input, in bytes.</summary>
    public int MaxBytes { get; init; } = 4096;

    /// <summary>What reading may allocate whatever the input, in bytes.</summary>
    public long AllocationBase { get; init; } = 256 << 10;

    /// <summary>What reading may allocate for each byte of input, in bytes.</summary>
    public long AllocationFactor { get; init; } = 64;

    /// <summary>Words that mutations put in.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>What reading an input of this length may allocate, in bytes.</summary>
    public long AllocationBound(int length) => AllocationBase + (AllocationFactor * length);
}
