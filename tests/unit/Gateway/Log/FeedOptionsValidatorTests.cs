using Gateway.Log;

namespace Gateway.Tests.Unit.Log;

public sealed class FeedOptionsValidatorTests
{
    private static readonly FeedOptionsValidator Validator = new();

    [Theory]
    [InlineData(5, 10, 0)]
    [InlineData(1, 2, 0)]
    [InlineData(60, 600, 0)]
    [InlineData(5, 9.9, 1)]
    [InlineData(5, 601, 1)]
    [InlineData(0.9, 5, 1)]
    [InlineData(61, 9, 2)]
    public void Faults_AreToldAllAtOnce(double checkInterval, double staleAfter, int faults)
    {
        var options = new FeedOptions { CheckInterval = TimeSpan.FromSeconds(checkInterval), StaleAfter = TimeSpan.FromSeconds(staleAfter) };
        Assert.Equal(faults, Validator.Validate(null, options).Failures?.Count() ?? 0);
    }
}
