using Gateway.Tests.Faults;
using Gateway.Tests.Kafka;

if (!FaultOptions.TryParse(args, out var options, out var fault))
{
    Console.Error.WriteLine($"{fault}\n{FaultOptions.Usage}");
    return 2;
}
if (KafkaHome.Find(out var refusal) is not { } home)
{
    Console.Error.WriteLine($"The harness needs a real Kafka: {refusal}.");
    return 2;
}
var directory = Directory.CreateTempSubdirectory("gateway-faults-").FullName;
var summary = await new FaultRun(options.Profile, options.Seed, home, directory).RunAsync();
Console.WriteLine(summary);
if (summary.IsGood) Directory.Delete(directory, recursive: true);
return summary.IsGood ? 0 : 1;
