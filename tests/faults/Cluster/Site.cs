using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Tests.Client;

namespace Gateway.Tests.Faults.Cluster;

/// <summary>What is published and subscribed to: two apps, whose channels have the same names.</summary>
internal sealed class Site(int channelsPerApp)
{
    private const string ApiKey = "key-of-the-fault-harness";
    /// <summary>Of each topic.</summary>
    public const int Partitions = 6;

    /// <summary>The apps.</summary>
    public static IReadOnlyList<string> Apps { get; } = ["red", "blue"];

    /// <summary>The channels of each app.</summary>
    public IReadOnlyList<string> Channels { get; } =
        [.. Enumerable.Range(1, channelsPerApp).Select(number => string.Create(CultureInfo.InvariantCulture, $"orders.{number}"))];

    /// <summary>Publishers' <c>Authorization</c>.</summary>
    public static string Authorization => $"Bearer {ApiKey}";

    /// <summary>The app's topic.</summary>
    public static string TopicOf(string app) => $"faults.{app}.streams";

    /// <summary>A token that may read everything of the app, for longer than any run.</summary>
    public static string TokenOf(string app) =>
        Tokens.Signed(Tokens.Claims(app, "faults", write: [], lifetime: TimeSpan.FromHours(12)), SecretOf(app));

    /// <summary>What both services are configured with.</summary>
    public static Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["Topics:Prefix"] = "faults.",
            ["Topics:Partitions"] = Partitions.ToString(CultureInfo.InvariantCulture),
            ["Topics:ReplicationFactor"] = "3",
        };
        foreach (var app in Apps)
        {
            settings[$"Apps:{app}:ApiKeys:0:Name"] = "faults";
            settings[$"Apps:{app}:ApiKeys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey)));
            settings[$"Apps:{app}:TokenKeys:0:Id"] = "faults";
            settings[$"Apps:{app}:TokenKeys:0:Secret"] = SecretOf(app);
        }
        return settings;
    }

    private static string SecretOf(string app) => $"a-secret-of-the-app-{app}-0123456789-0123456789";
}
