using System.Net.Sockets;

namespace Gateway.Tests.Strangers.Attacks;

/// <summary>One attacker: does what it does, again and again; when it is cut off it begins anew.</summary>
internal sealed class Attacker(Attack attack, Site site, CancellationToken stop)
{
    private static readonly TimeSpan BeforeAnother = TimeSpan.FromSeconds(1);

    /// <summary>Attacks until it is stopped.</summary>
    public async Task RunAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, stop);
            while (true)
            {
                await TryAsync();
                await Task.Delay(BeforeAnother, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task TryAsync()
    {
        try
        {
            using var wire = await Wire.ConnectAsync(attack.OnPublisher ? site.Publisher.Address : site.Gateway.Address, stop);
            await attack.RunAsync(wire, stop);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // Cut off, as it should be.
        }
    }
}
