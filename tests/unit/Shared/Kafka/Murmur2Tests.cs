using System.Text;
using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.Shared.Kafka;

public class Murmur2Tests
{
    // org.apache.kafka.common.utils.UtilsTest.testMurmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    public void Hash_KeysOfKafkasOwnTest_AsInJava(string key, int expected) => Assert.Equal(expected, (int)Murmur2.Hash(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void Hash_BytesOfKafkasOwnTest_AsInJava() => Assert.Equal(479470107, (int)Murmur2.Hash("abc"u8));

    [Fact]
    public void Partition_NegativeHash_IsMadePositiveAsInJava() => Assert.Equal((-973932308 & 0x7fffffff) % 12, Murmur2.Partition("21"u8, 12));
}
