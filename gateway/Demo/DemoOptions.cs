namespace Gateway.Demo;

/// <summary>The try-it page and its tokens: the section <c>Demo</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>
    /// Whether the page is served at <c>/</c> and tokens at <c>/demo/token</c>, to anyone who asks. Never where the app's events
    /// matter. Default: false.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>The app that the page uses; it must have a token key. Default: <c>demo</c>.</summary>
    public string App { get; set; } = "demo";

    /// <summary>An API key of the app, shown to everyone in the page's <c>curl</c> line; empty shows <c>$API_KEY</c>. Default: empty.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Where the publisher API is, for the <c>curl</c> line: an http or https address; empty is the page's own. Default: empty.</summary>
    public string PublishUrl { get; set; } = "";
}
