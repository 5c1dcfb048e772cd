using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Hosting.Settings;

/// <summary>A section of the configuration that is ours: every key in it must be a property of its options.</summary>
/// <param name="Path">The section, with <c>:</c> between its levels.</param>
/// <param name="Options">The type that it is bound to.</param>
/// <param name="Validate">The faults that the options' own validators find.</param>
internal sealed record KnownSection(string Path, Type Options, Func<IServiceProvider, IEnumerable<string>> Validate)
{
    /// <summary>The section of these options.</summary>
    public static KnownSection Of<T>(string path)
        where T : class => new(path, typeof(T), FaultsOf<T>);

    private static IEnumerable<string> FaultsOf<T>(IServiceProvider provider)
        where T : class
    {
        try
        {
            _ = provider.GetRequiredService<IOptions<T>>().Value;
            return [];
        }
        catch (OptionsValidationException refused)
        {
            return refused.Failures;
        }
        catch (InvalidOperationException)
        {
            // A value is not of its property's type: the check of the settings tells that, for all of them.
            return [];
        }
    }
}
