using Gateway.Shared.Arrivals;

namespace Gateway.Tests.Unit.Shared.Arrivals;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("1024", 768)]
    [InlineData("20000", 18_000)]
    [InlineData("1048576", 943_719)]
    [InlineData("64", 1)]
    [InlineData("unlimited", int.MaxValue)]
    public void Connections_LeaveFilesForOthers(string soft, int connections) => Assert.Equal(
        connections, OpenFiles.ForConnections($"Limit                     Soft Limit           Hard Limit           Units\nMax open files            {soft,-20} 1048576              files\n"));

    [Fact]
    public void Connections_OfATextWithoutTheRow_AreNotLimited() => Assert.Equal(int.MaxValue, OpenFiles.ForConnections(""));
}
