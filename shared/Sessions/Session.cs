using Gateway.Shared.Apps;
using Gateway.Shared.Channels;

namespace Gateway.Shared.Sessions;

/// <summary>Who a connection speaks for and what it may do, as its token says.</summary>
/// <param name="App">The app.</param>
/// <param name="User">The token's <c>sub</c>.</param>
/// <param name="Read">Channels that may be subscribed.</param>
/// <param name="Write">Channels that may be published to.</param>
/// <param name="Expires">When the token, and with it the connection, ends.</param>
public sealed record Session(
    App App,
    string User,
    IReadOnlyList<ChannelPattern> Read,
    IReadOnlyList<ChannelPattern> Write,
    DateTimeOffset Expires)
{
    /// <summary>Whether the channel may be subscribed.</summary>
    public bool MayRead(string channel) => Matches(Read, channel);

    /// <summary>Whether the channel may be published to.</summary>
    public bool MayWrite(string channel) => Matches(Write, channel);

    private static bool Matches(IReadOnlyList<ChannelPattern> patterns, string channel)
    {
        for (var i = 0; i < patterns.Count; i++)
            if (patterns[i].Matches(channel)) return true;
        return false;
    }
}
