namespace Gateway.Tests.EndToEnd.Support;

/// <summary>A test that needs Chromium and chromedriver on PATH, and is skipped with that reason where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        var missing = new[] { "chromium", "chromedriver" }.Where(program => Find(program) is null).ToList();
        if (missing.Count > 0) Skip = $"Not on PATH: {string.Join(", ", missing)}.";
    }

    /// <summary>The file of a program on PATH; null if there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
