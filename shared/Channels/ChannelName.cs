namespace Gateway.Shared.Channels;

/// <summary>The rule for channel names: segments separated by dots, for example <c>orders.4711</c>.</summary>
public static class ChannelName
{
    /// <summary>The greatest length, in bytes of UTF-8.</summary>
    public const int MaxBytes = 200;

    /// <summary>
    /// True for 1 to 200 bytes of UTF-8, no empty segment, no control character (Unicode category Cc), no lone surrogate, and
    /// neither <c>*</c> nor <c>&gt;</c>, which are wildcards in patterns.
    /// </summary>
    public static bool IsValid(string? name) =>
        !string.IsNullOrEmpty(name) && HasValidSegments(name) && Utf8Text.IsTextOf(name, MaxBytes, except: "*>");

    private static bool HasValidSegments(string name) =>
        name[0] != '.' && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal);
}
