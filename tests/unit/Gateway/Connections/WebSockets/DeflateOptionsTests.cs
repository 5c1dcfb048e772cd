using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class DeflateOptionsTests
{
    private readonly DeflateOptionsValidator _validator = new();

    [Fact]
    public void Validate_OfTheDefaultsAndTheBounds_Succeeds()
    {
        Assert.True(_validator.Validate(null, new DeflateOptions()).Succeeded);
        Assert.True(_validator.Validate(null, new DeflateOptions { MinBytes = 64 }).Succeeded);
        Assert.True(_validator.Validate(null, new DeflateOptions { MinBytes = 1 << 20, Enabled = false }).Succeeded);
    }

    [Theory]
    [InlineData(63)]
    [InlineData(-1)]
    [InlineData((1 << 20) + 1)]
    public void Validate_OutOfBounds_NamesTheSetting(int bytes) =>
        Assert.Contains("Gateway:Deflate:MinBytes", _validator.Validate(null, new DeflateOptions { MinBytes = bytes }).FailureMessage, StringComparison.Ordinal);
}
