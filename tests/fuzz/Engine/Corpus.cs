using System.Security.Cryptography;

namespace Gateway.Tests.Fuzz.Engine;

/// <summary>The inputs of a target that are worth changing: those in the repository, and those that reached new code.</summary>
internal sealed class Corpus(Target target, string? keep)
{
    private readonly List<byte[]> _inputs = [];

    /// <summary>How many there are.</summary>
    public int Count => _inputs.Count;

    /// <summary>The inputs of the repository, and of <paramref name="keep"/>.</summary>
    public static IEnumerable<byte[]> Seeds(Target target, string? keep)
    {
        string?[] directories = [Path.Combine(AppContext.BaseDirectory, "corpus", target.Name), keep is null ? null : Path.Combine(keep, target.Name)];
        foreach (var directory in directories.Where(Directory.Exists))
            foreach (var file in Directory.EnumerateFiles(directory!).Order(StringComparer.Ordinal)) yield return File.ReadAllBytes(file);
        yield return [];
    }

    /// <summary>Adds an input; a new one is written to disk if that is wanted.</summary>
    public void Add(byte[] input, bool isNew)
    {
        _inputs.Add(input);
        if (!isNew || keep is null) return;
        var directory = Directory.CreateDirectory(Path.Combine(keep, target.Name)).FullName;
        File.WriteAllBytes(Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(input))[..16]), input);
    }

    /// <summary>One of them.</summary>
    public byte[] Any(Random random) => _inputs[random.Next(_inputs.Count)];
}
