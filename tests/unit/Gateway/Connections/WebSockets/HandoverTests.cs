using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Arrivals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class HandoverTests
{
    private const string Subject = "CN=handover.test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<IDuplexPipe> _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ends = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _requestEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("http", true)]
    [InlineData("https", false)]
    public async Task Connection_AfterItsHandshake_IsServedWithoutTheRequestUnlessItIsTls(string scheme, bool isHandedOver)
    {
        await using var app = await StartAsync(scheme);
        using var client = await OpenAsync(app);
        var transport = await _served.Task.WaitAsync(Patience);

        if (isHandedOver) await _requestEnded.Task.WaitAsync(Patience);
        Assert.Equal(isHandedOver, transport.Output is SocketWriter);
        Assert.Equal(isHandedOver, _requestEnded.Task.IsCompleted);
        await EchoAsync(client, transport);
        _ends.SetResult();
        await _requestEnded.Task.WaitAsync(Patience);
        await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(client));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Connection_WithoutHandshake_AnswersOneRequestAfterTheOther(string scheme)
    {
        await using var app = await StartAsync(scheme);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) => IsOurs(request, certificate, chain, errors) };
        using var http = new HttpClient(handler);
        for (var i = 0; i < 3; i++) Assert.Equal("127.0.0.1", await http.GetStringAsync(new Uri($"{app.Urls.Single()}/other")));
    }

    private async Task<WebApplication> StartAsync(string scheme)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddArrivals(builder.Configuration);
        builder.WebHost.UseUrls($"{scheme}://127.0.0.1:0").UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.Configure(kestrel);
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = Certificate());
        });
        var app = builder.Build();
        app.MapGet("/", (Delegate)HandleAsync);
        app.MapGet("/other", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString());
        await app.StartAsync();
        return app;
    }

    private async Task<IResult> HandleAsync(HttpContext context)
    {
        context.Response.OnCompleted(() => Task.FromResult(_requestEnded.TrySetResult()));
        await Upgrade.AcceptAsync(context, null);
        await Upgrade.ServeAsync(context, transport =>
        {
            _served.SetResult(transport);
            return _ends.Task;
        });
        return Results.Empty;
    }

    private static async Task<ClientWebSocket> OpenAsync(WebApplication app)
    {
        var client = new ClientWebSocket();
        client.Options.RemoteCertificateValidationCallback = IsOurs;
        await client.ConnectAsync(new Uri(app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal)), CancellationToken.None).WaitAsync(Patience);
        return client;
    }

    private static async Task EchoAsync(ClientWebSocket client, IDuplexPipe transport)
    {
        await client.SendAsync("there"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var message = await new FrameReader(transport.Input, 1024).ReadAsync().AsTask().WaitAsync(Patience);
        await transport.Output.WriteAsync(FrameHeader.Frame(Opcode.Text, message!.Value.Payload.Span));
        Assert.Equal("there", await ReceiveAsync(client));
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket client)
    {
        var buffer = new byte[100];
        var result = await client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    private static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, System.Net.Security.SslPolicyErrors errors) =>
        certificate?.Subject == Subject;

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
