using Gateway.Channels;

namespace Gateway.Tests.Unit.Channels.Model;

/// <summary>A subscription of a model client, with the cursor that the model has worked out for it.</summary>
internal sealed record Made(int Channel, Subscription Real)
{
    public long Cursor { get; set; }

    public override string ToString() => $"the subscription of channel {Channel} after {Cursor}";
}

/// <summary>A client that remembers its positions; as its connection's send loop, it runs only when a step says so.</summary>
internal sealed class ModelClient
{
    public ModelClient() => Renew();

    public Subscriber Subscriber { get; private set; } = null!;

    public bool IsWoken { get; set; }

    public Dictionary<int, Made> Subscriptions { get; } = [];

    public Dictionary<int, long> Positions { get; } = [];

    public Made? Of(Subscription real) => Subscriptions.Values.FirstOrDefault(made => made.Real == real);

    public void Renew()
    {
        IsWoken = false;
        Subscriber subscriber = null!;
        // A subscriber of before may be woken for nothing; it must not wake this one.
        Subscriber = subscriber = new CallbackSubscriber(() => IsWoken |= Subscriber == subscriber);
    }
}
