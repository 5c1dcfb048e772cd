using System.Text;

namespace Gateway.Tests.Faults;

/// <summary>What an event is, in 64 bits, so that its writer, the log and each client can be compared (FNV-1a over id, source and data).</summary>
internal static class Fingerprint
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(string id, string source, ReadOnlySpan<byte> data) =>
        Add(Add(Add(Basis, Encoding.UTF8.GetBytes(id)), Encoding.UTF8.GetBytes(source)), data);

    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var item in bytes) hash = (hash ^ item) * Prime;
        // An end that no part has: "ab", "c" is not "a", "bc".
        return (hash ^ 0xff) * Prime;
    }
}
