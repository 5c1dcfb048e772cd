using Gateway.Channels;

namespace Gateway.Tests.Unit.Channels;

/// <summary>A subscriber whose send loop is the test.</summary>
internal sealed class CallbackSubscriber(Action? wake = null, Action? lose = null, Action<DateTimeOffset?>? feed = null) : Subscriber
{
    public override void Wake() => wake?.Invoke();

    public override void Lose() => lose?.Invoke();

    public override void TellFeed(DateTimeOffset? staleSince) => feed?.Invoke(staleSince);
}
