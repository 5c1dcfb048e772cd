using System.Net;
using Gateway.Shared.Arrivals;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Shared.Arrivals;

public sealed class AddressRateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AddressRate _rate;

    public AddressRateTests() => _rate = new AddressRate(2, _time);

    [Fact]
    public void Address_OverItsRate_IsRefusedUntilItsNextIsDue()
    {
        for (var i = 0; i < 20; i++) Assert.True(_rate.TryTake(IPAddress.Loopback));
        Assert.False(_rate.TryTake(IPAddress.Loopback));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(_rate.TryTake(IPAddress.Loopback));
        Assert.False(_rate.TryTake(IPAddress.Loopback));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void Addresses_OfOneCustomer_ShareTheirRate(string busy, string other, bool isOne)
    {
        while (_rate.TryTake(IPAddress.Parse(busy)))
        {
        }
        Assert.NotEqual(isOne, _rate.TryTake(IPAddress.Parse(other)));
    }

    [Fact]
    public void Address_AmongThousandsThatAreOverTheirs_IsTaken()
    {
        for (var i = 1; i <= 4_000; i++)
            while (_rate.TryTake(new IPAddress(i * 7919L)))
            {
            }
        var refused = Enumerable.Range(1, 1_000).Count(i => !_rate.TryTake(new IPAddress(0xff000000L + i)));
        // All four cells are taken by others with (4,000 / 16,384)^4: 2 in 1,000.
        Assert.InRange(refused, 0, 25);
    }
}
