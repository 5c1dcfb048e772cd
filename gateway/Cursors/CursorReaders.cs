namespace Gateway.Cursors;

/// <summary>Those who look cursors up. Apps with so many that they have no room in memory are answered apart, so that nobody else waits while a partition is read for them.</summary>
/// <param name="Kept">Answers from memory.</param>
/// <param name="Scans">Reads a partition again for each who asks.</param>
internal sealed record CursorReaders(CursorReader Kept, CursorReader Scans);
