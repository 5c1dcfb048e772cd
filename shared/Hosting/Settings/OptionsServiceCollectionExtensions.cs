using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Hosting.Settings;

/// <summary>Registers options.</summary>
public static class OptionsServiceCollectionExtensions
{
    /// <summary>Binds a section to options that <typeparamref name="TValidator"/> checks at start; a key in it that is no property of theirs is a fault.</summary>
    public static IServiceCollection AddValidated<TOptions, TValidator>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>, TValidator>().AddSingleton(KnownSection.Of<TOptions>(section));
    }
}
