namespace Gateway.SelfTest;

/// <summary>Where the installation is and the keys of the app that the test uses; from environment variables.</summary>
internal sealed record SelfTestOptions(
    Uri GatewayUrl, Uri PublisherUrl, string App, string ApiKey, string TokenKeyId, string TokenSecret, TimeSpan Timeout)
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        Publishes an event by REST and receives it over the WebSocket. Exit code 0: it came; 1: it did not. Environment:
          GATEWAY_URL      ws:// or wss:// address of a gateway, for example ws://localhost:8080
          PUBLISHER_URL    http:// or https:// address of the publisher API, for example http://localhost:8080
          APP              the app's name
          API_KEY          one of the app's API keys
          TOKEN_KEY_ID     the id of one of the app's token keys
          TOKEN_SECRET     that key's secret
          TIMEOUT_SECONDS  for the whole test; default 30
        """;

    /// <summary>Reads the environment.</summary>
    /// <exception cref="FormatException">A variable is missing or wrong; the message names it.</exception>
    public static SelfTestOptions FromEnvironment() => new(
        Address("GATEWAY_URL", Uri.UriSchemeWs, Uri.UriSchemeWss),
        Address("PUBLISHER_URL", Uri.UriSchemeHttp, Uri.UriSchemeHttps),
        Text("APP"),
        Text("API_KEY"),
        Text("TOKEN_KEY_ID"),
        Text("TOKEN_SECRET"),
        Seconds("TIMEOUT_SECONDS", 30));

    private static string Text(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new FormatException($"{name}: is missing.");

    private static Uri Address(string name, params string[] schemes) =>
        Uri.TryCreate(Text(name), UriKind.Absolute, out var address) && schemes.Contains(address.Scheme)
            ? address
            : throw new FormatException($"{name}: give an address that starts with {string.Join(" or ", schemes)}.");

    private static TimeSpan Seconds(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is not { Length: > 0 } value ? TimeSpan.FromSeconds(otherwise)
        : int.TryParse(value, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds)
        : throw new FormatException($"{name}: give a number of seconds.");
}
