using Gateway.Shared.History;

namespace Gateway.Tests.Unit.Shared.History;

public sealed class HistoryOptionsValidatorTests
{
    private readonly HistoryOptionsValidator _validator = new();

    [Fact]
    public void Validate_Defaults_Succeeds() => Assert.True(_validator.Validate(null, new HistoryOptions()).Succeeded);

    [Fact]
    public void Validate_AllOutOfRange_NamesEach()
    {
        var result = _validator.Validate(null, new HistoryOptions
        {
            MaxEvents = 0,
            MaxScanRecords = 999,
            MaxScanBytes = 1,
            MaxScanTime = TimeSpan.FromHours(1),
            MaxPageBytes = 1,
            Readers = 17,
            MaxSearches = 1,
            MaxRequests = 1,
            MaxWaitingBytes = 1,
        });
        Assert.Equal(
            ["MaxEvents", "MaxScanRecords", "MaxScanBytes", "MaxScanTime", "MaxPageBytes", "Readers", "MaxSearches", "MaxWaitingBytes", "MaxRequests"],
            result.Failures!.Select(failure => failure.Split(':')[1]));
    }
}
