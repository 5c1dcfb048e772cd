using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Gateway.PublisherApi.Pacing;
using Gateway.Tests.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Security;

/// <summary>A publisher API with two apps, demo and other; the time of slow bodies and readers is the test's.</summary>
internal sealed class TwoTenants(PublisherApiHost api, FakeTimeProvider time) : IAsyncDisposable
{
    /// <summary>The key of the app other.</summary>
    public const string OtherKey = "other-key-1";

    public PublisherApiHost Api => api;

    public Uri Address => api.Client.BaseAddress!;

    /// <summary>The time by which the pace of bodies and readers is measured.</summary>
    public FakeTimeProvider Time => time;

    /// <summary>Starts it; where it is said, with the web server's settings of the process that holds both services.</summary>
    public static async Task<TwoTenants> StartAsync(string bootstrapServers, bool asStandalone = false, WarningLog? log = null, params (string Name, string Value)[] settings)
    {
        var time = new FakeTimeProvider();
        var all = settings.Concat(
        [
            ("Apps:other:ApiKeys:0:Name", "test"),
            ("Apps:other:ApiKeys:0:Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OtherKey)))),
            ("Apps:demo:TokenKeys:0:Id", "1"),
            ("Apps:demo:TokenKeys:0:Secret", Tokens.DemoSecret),
        ]);
        var api = await PublisherApiHost.StartOtherwiseAsync(bootstrapServers, Change, [.. all.Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))]);
        return new TwoTenants(api, time);

        void Change(WebApplicationBuilder builder)
        {
            builder.Services.AddSingleton(new BodyPace(time));
            if (log is not null) builder.Logging.AddProvider(log);
            if (asStandalone) builder.WebHost.ConfigureKestrel(GatewayKestrel.Configure);
        }
    }

    /// <summary>A connection that has sent the head of a publish of the app other.</summary>
    public async Task<RawHttp> BeginAsync(string headers, string type = "application/json", string app = "other", string key = OtherKey)
    {
        var connection = await RawHttp.ConnectAsync(Address);
        await connection.SendAsync(
            $"POST /v1/apps/{app}/channels/a/events HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {key}\r\nContent-Type: {type}\r\n{headers}\r\n\r\n");
        return connection;
    }

    /// <summary>Asks for a channel's history, with a key or a token.</summary>
    public async Task<HttpResponseMessage> ReadAsync(string query, string bearer = PublisherApiHost.ApiKey, string app = "demo")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/apps/{app}/channels/a/events{query}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await api.Client.SendAsync(request);
    }

    /// <summary>Publishes to a channel of the app demo: the status.</summary>
    public async Task<int> PublishAsync(string json = "1")
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await api.Client.PostAsync(new Uri("/v1/apps/demo/channels/a/events", UriKind.Relative), body);
        return (int)response.StatusCode;
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();
}
