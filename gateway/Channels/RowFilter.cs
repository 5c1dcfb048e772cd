namespace Gateway.Channels;

/// <summary>Which rows of a table a subscription wants.</summary>
/// <param name="key">The row's key, or how it begins, in UTF-8.</param>
/// <param name="isPrefix">Whether it is how the keys begin.</param>
internal sealed class RowFilter(byte[] key, bool isPrefix)
{
    /// <summary>Whether the row is wanted.</summary>
    public bool Matches(ReadOnlySpan<byte> row) => isPrefix ? row.StartsWith(key) : row.SequenceEqual(key);
}
