using Gateway.Channels;

namespace Gateway.Tests.Unit.Channels;

public sealed class WindowOptionsTests
{
    private static readonly WindowOptionsValidator Validator = new();

    [Fact]
    public void Defaults_AreValid() => Assert.True(Validator.Validate(null, new WindowOptions()).Succeeded);

    [Fact]
    public void Faults_AreToldAllAtOnceByName()
    {
        var result = Validator.Validate(null, new WindowOptions { MaxBytesPerPartition = 1000, MaxBytesPerNode = 999, MaxReplayBytes = 1000, MaxFileBytes = 1, Linger = TimeSpan.FromHours(2), MaxIdleChannels = -1 });
        Assert.Equal(
            typeof(WindowOptions).GetProperties().Select(property => $"Gateway:Window:{property.Name}"),
            result.Failures!.Select(fault => string.Join(':', fault.Split(':')[..3])));
    }

    [Fact]
    public void Limits_AtTheirEdges_AreValid()
    {
        Assert.True(Validator.Validate(null, new WindowOptions { MaxBytesPerPartition = 1 << 20, MaxBytesPerNode = 1 << 20, MaxFileBytes = 0, Linger = TimeSpan.Zero }).Succeeded);
        Assert.True(Validator.Validate(null, new WindowOptions { MaxBytesPerPartition = 1 << 30, MaxBytesPerNode = 64L << 30, MaxFileBytes = 1 << 30, Linger = TimeSpan.FromHours(1) }).Succeeded);
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 15)]
    [InlineData(256, 1)]
    public void Bound_OfManyWindows_IsAnEvenShareOfTheNode(int windows, long mebibytes) =>
        Assert.Equal(mebibytes, new WindowOptions().BoundOf(windows) >> 20);
}
