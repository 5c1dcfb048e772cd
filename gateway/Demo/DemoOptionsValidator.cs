using Gateway.Shared.Apps;
using Microsoft.Extensions.Options;

namespace Gateway.Demo;

/// <summary>Checks the section <c>Demo</c> at start, if it is enabled. Never quotes the key.</summary>
internal sealed class DemoOptionsValidator(IOptions<Dictionary<string, AppOptions>> apps) : IValidateOptions<DemoOptions>
{
    public ValidateOptionsResult Validate(string? name, DemoOptions options)
    {
        var faults = options.Enabled ? Faults(options).ToList() : [];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(DemoOptions options)
    {
        if (!HasTokenKey(options.App)) yield return "Demo:App: name an app that has a token key; add it under Apps.";
        if (options.ApiKey.Any(c => c is <= ' ' or > '~')) yield return "Demo:ApiKey: use visible ASCII characters only.";
        if (options.PublishUrl.Length > 0 && !IsHttpAddress(options.PublishUrl))
            yield return "Demo:PublishUrl: give an http or https address without query, or nothing for the page's own.";
    }

    private bool HasTokenKey(string app)
    {
        try
        {
            return apps.Value.TryGetValue(app, out var found) && found.TokenKeys.Count > 0;
        }
        catch (OptionsValidationException)
        {
            // The apps' own faults are told by their own validator, once.
            return true;
        }
    }

    private static bool IsHttpAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url is { Query: "", Fragment: "", UserInfo: "" };
}
