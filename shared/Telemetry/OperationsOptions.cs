using Microsoft.Extensions.Options;

namespace Gateway.Shared.Telemetry;

/// <summary>Where <c>/livez</c>, <c>/readyz</c> and <c>/metrics</c> are answered: the section <c>Operations</c>.</summary>
public sealed class OperationsOptions
{
    /// <summary>
    /// A port of their own, beside those of the service: they are answered there and nowhere else, and nothing else is answered there. Default: 0, on the service's
    /// own port, which a proxy must then hide; otherwise up to 65535, and none that the service listens on.
    /// </summary>
    public int Port { get; set; }
}

/// <summary>Checks the section <c>Operations</c> at start.</summary>
internal sealed class OperationsOptionsValidator : IValidateOptions<OperationsOptions>
{
    public ValidateOptionsResult Validate(string? name, OperationsOptions options) =>
        options.Port is >= 0 and <= 65535 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("Operations:Port: give 1 to 65535, or 0 for the service's own port.");
}
