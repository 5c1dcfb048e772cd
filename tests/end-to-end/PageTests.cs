using System.Net;
using System.Text;
using Gateway.Tests.Client;
using Gateway.Tests.EndToEnd.Support;
using Gateway.Tests.Processes;

namespace Gateway.Tests.EndToEnd;

/// <summary>The first five minutes of a newcomer: the one command, the page, the curl line.</summary>
public sealed class PageTests
{
    private const string Event = "#events > li[data-kind=event]";
    private const string Subscribed = "#channels .chip[data-channel='orders.1'][data-state=subscribed]";
    private const string Live = "#connection[data-state=live]";

    [ChromiumFact]
    public async Task Page_ConnectSubscribePublish_ShowsTheEventInBothTabs()
    {
        await using var standalone = await StartAsync();
        using var browser = new Browser();
        browser.Open(standalone.Address);
        browser.Click("connect");
        await browser.SeesAsync(Live);
        browser.Click("subscribe");
        await browser.SeesAsync(Subscribed);
        var first = browser.SwitchTo();
        var second = browser.OpenTab(new Uri(standalone.Address, "/?user=bob&channel=orders.1"));
        await browser.SeesAsync(Subscribed);
        browser.SwitchTo(first);
        browser.Type("publish-data", """{"total": 12}""");
        browser.Click("publish");

        await browser.SeesAsync("#publish-result[data-kind=good]");
        await browser.SeesAsync(Event);
        var positions = browser.Attributes(Event, "data-position");
        browser.SwitchTo(second);
        await browser.SeesAsync(Event);
        Assert.Equal(positions, browser.Attributes(Event, "data-position"));
        Assert.Empty(browser.Complaints());
    }

    [ChromiumFact]
    public async Task Page_PlugPulledWhileEventsArePublished_ShowsThemAfterItIsPutBack()
    {
        await using var standalone = await StartAsync();
        using var browser = new Browser();
        browser.Open(new Uri(standalone.Address, "/?user=bob&channel=orders.1"));
        await browser.SeesAsync(Subscribed);
        await PublishAsync(standalone, "before");
        await browser.SeesAsync($"{Event}[data-id=before]");
        browser.Click("unplug");
        await browser.SeesAsync("#connection[data-state=unplugged]");
        await PublishAsync(standalone, "away-1");
        await PublishAsync(standalone, "away-2");
        Assert.Equal(1, browser.Count(Event));
        browser.Click("plug");

        await browser.SeesAsync(Live);
        await Within.UntilAsync(() => browser.Count(Event) == 3, "three events");
        Assert.Equal(["away-2", "away-1", "before"], browser.Attributes(Event, "data-id"));
        Assert.Equal(("0", "0", "2"), (browser.Text("gaps"), browser.Text("duplicates"), browser.Text("caught-up")));
    }

    [ChromiumFact]
    public async Task Page_InABrowserThatOffersCompression_ShowsALargeEventThatCameCompressed()
    {
        await using var standalone = await StartAsync();
        using var browser = new Browser();
        browser.Open(new Uri(standalone.Address, "/?user=bob&channel=orders.1"));
        await browser.SeesAsync(Subscribed);
        await PublishAsync(standalone, "large", $$"""{"lines":[{{string.Join(',', Enumerable.Range(0, 300).Select(i => $"{{\"sku\":\"A-{i}\"}}"))}}]}""");

        await browser.SeesAsync($"{Event}[data-id=large]");
        using var http = new HttpClient();
        Assert.Contains("gateway_events_deflated_total 1\n", await http.GetStringAsync(new Uri(standalone.Address, "/metrics")), StringComparison.Ordinal);
        Assert.Empty(browser.Complaints());
    }

    [Fact]
    public async Task Standalone_Started_PrintsThePageTheCommandAndWhatItsBrokerDoesNotDo()
    {
        await using var standalone = await StartAsync();
        await Within.UntilAsync(() => standalone.Process.Output.Contains("--kafka HOST:9092", StringComparison.Ordinal), "the note on Kafka");

        Assert.Contains($"Page:    {standalone.Address}", standalone.Process.Output, StringComparison.Ordinal);
        Assert.Contains($"Publish: curl {standalone.Address}v1/apps/demo/channels/orders.1/events", standalone.Process.Output, StringComparison.Ordinal);
        Assert.Contains("keeps its data only while this runs", standalone.Process.Output, StringComparison.Ordinal);
        Assert.Equal(0, await standalone.TerminateAsync());
    }

    private static Task<ServiceProcess> StartAsync() =>
        ServiceProcess.StartAsync("standalone", [new("Kafka:BootstrapServers", "")]);

    private static async Task PublishAsync(ServiceProcess standalone, string id, string data = "{}")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(standalone.Address, "/v1/apps/demo/channels/orders.1/events"));
        request.Headers.Add("Authorization", "Bearer demo-key-not-for-production");
        request.Headers.Add("ce-id", id);
        request.Content = new StringContent(data, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
