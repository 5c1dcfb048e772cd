using System.Runtime.CompilerServices;

namespace Gateway.Tests.Unit;

/// <summary>Finds files of the repository that tests compare the code with.</summary>
internal static class RepositoryFiles
{
    internal static string PathOf(string relative) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", relative));

    private static string Here([CallerFilePath] string file = "") => file;
}
