using Gateway.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Files in memory for tests.</summary>
internal static class MemoryFiles
{
    public static FrameFiles Of(long maxBytes) => new(Options.Create(new WindowOptions { MaxFileBytes = maxBytes }), NullLogger<FrameFiles>.Instance);
}

/// <summary>A test of what there is on Linux only.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Linux only.";
}
