using Gateway.Tests.Kafka;
using Gateway.Tests.Strangers;
using Gateway.Tests.Strangers.Attacks;
using Gateway.Tests.Strangers.Measuring;

if (StrangersOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(StrangersOptions.Usage);
    return 2;
}
var kafka = await KafkaFixture.StartOwnAsync(new Xunit.Sdk.NullMessageSink());
try
{
    await using var site = await Site.StartAsync(kafka.BootstrapServers, options);
    Console.WriteLine(await Trial.RunAsync(site, options));
    return 0;
}
finally
{
    await kafka.DisposeAsync();
}
