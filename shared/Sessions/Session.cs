using Gateway.Shared.Apps;
using Gateway.Shared.Channels;

namespace Gateway.Shared.Sessions;

/// <summary>Who a connection speaks for and what it may do, as its token says.</summary>
/// <param name="app">The app.</param>
/// <param name="user">The token's <c>sub</c>.</param>
/// <param name="read">Channels that may be subscribed.</param>
/// <param name="write">Channels that may be published to.</param>
/// <param name="expires">The token's <c>exp</c>.</param>
public sealed class Session(App app, string user, IReadOnlyList<ChannelPattern> read, IReadOnlyList<ChannelPattern> write, DateTimeOffset expires)
{
    private readonly PatternSet _read = new(read);
    private readonly PatternSet _write = new(write);

    /// <summary>The app.</summary>
    public App App => app;

    /// <summary>The user.</summary>
    public string User => user;

    /// <summary>When the token, and with it the connection, ends.</summary>
    public DateTimeOffset Expires => expires;

    /// <summary>Whether the channel may be subscribed.</summary>
    public bool MayRead(string channel) => _read.Matches(channel);

    /// <summary>Whether the channel may be published to.</summary>
    public bool MayWrite(string channel) => _write.Matches(channel);
}
