using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Servers;

/// <summary>signalr-server: what an ASP.NET developer writes.</summary>
internal sealed class SignalRServer(BenchSite site) : BenchedServer(site)
{
    private const string EndOfRecord = "\u001e";

    public override string Subscribed => "\"type\":3";

    public override bool ManyInAFrame => true;

    protected override (string Path, string Headers) Opening => ("/events", "");

    // The build writes it into this assembly.
    private static string Program { get; } =
        typeof(SignalRServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "SignalRServer").Value!;

    // The protocol's own handshake goes in the same frame: the server reads a stream of records.
    public override string SubscribeTo(string channel) =>
        $$"""{"protocol":"json","version":1}{{EndOfRecord}}{"type":1,"invocationId":"1","target":"Subscribe","arguments":["{{channel}}"]}{{EndOfRecord}}""";

    public override Task CollectAsync(ServiceProcess server, CancellationToken stop) => DotNetHeap.CollectAsync(server.Process.Id, stop);

    public override async Task<double> HeapBytesAsync(ServiceProcess server, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        return double.Parse(await http.GetStringAsync(new Uri("/heap", UriKind.Relative), stop), CultureInfo.InvariantCulture);
    }

    protected override ProcessStartInfo StartOn(int port)
    {
        var start = Site.Pinning.ToServerCpus(new ProcessStartInfo("dotnet", [Program]) { WorkingDirectory = Path.GetDirectoryName(Program) });
        start.Environment["Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["TOPIC"] = Site.Topic;
        start.Environment["KAFKA_BOOTSTRAP_SERVERS"] = Site.BootstrapServers;
        return start;
    }
}
