using CsCheck;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Shared.Positions;

public class PositionTests
{
    [Fact]
    public void ToString_AnyPosition_IsReadBack() =>
        Gen.Select(Gen.UInt, Gen.Int[0, int.MaxValue], Gen.Long[-1, long.MaxValue]).Sample((epoch, partition, offset) =>
        {
            var position = new Position(epoch, partition, offset);
            return Position.TryParse(position.ToString(), out var read) && read == position && position.ToString().Length <= Position.MaxLength;
        });

    [Fact]
    public void ToString_Position_IsHexEpochPartitionOffset() => Assert.Equal("5f3a0c11.3.1041", new Position(0x5f3a0c11, 3, 1041).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5f3a0c11.3")]
    [InlineData("5f3a0c11.3.1.2")]
    [InlineData("5F3A0C11.3.1")]
    [InlineData("5f3a0c1.3.1")]
    [InlineData("5f3a0c11.03.1")]
    [InlineData("5f3a0c11.-1.1")]
    [InlineData("5f3a0c11.3.-2")]
    [InlineData("5f3a0c11.3.+1")]
    [InlineData("5f3a0c11.3.01")]
    [InlineData("5f3a0c11. 3.1")]
    [InlineData("5f3a0c11.3.9223372036854775808")]
    public void TryParse_AnythingElse_False(string? text) => Assert.False(Position.TryParse(text, out _));
}
