namespace Gateway.Tests.Fuzz.Engine;

/// <summary>Tells what was found, so that it can be run again: put the bytes into the corpus.</summary>
internal static class Findings
{
    internal static void Tell(string target, byte[] input, string fault)
    {
        var file = Path.Combine(Path.GetTempPath(), $"gateway-fuzz-finding-{target}-{Guid.NewGuid():N}");
        File.WriteAllBytes(file, input);
        Console.WriteLine($"FINDING {target}: {fault}\n  input ({input.Length} bytes, in {file}): {Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 600)))}");
    }
}
