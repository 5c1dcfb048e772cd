using System.Net.WebSockets;
using System.Text.Json;
using Gateway.SelfTest;

SelfTestOptions options;
try
{
    options = SelfTestOptions.FromEnvironment();
}
catch (FormatException fault)
{
    Console.Error.WriteLine(fault.Message);
    Console.Error.WriteLine(SelfTestOptions.Usage);
    return 1;
}

using var timeout = new CancellationTokenSource(options.Timeout);
try
{
    await RoundTrip.RunAsync(options, timeout.Token);
    Console.WriteLine("passed");
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine($"failed: not done within {options.Timeout.TotalSeconds} s");
}
catch (Exception fault) when (fault is SelfTestFailure or HttpRequestException or WebSocketException or JsonException)
{
    Console.Error.WriteLine($"failed: {fault.Message}");
}
return 1;
