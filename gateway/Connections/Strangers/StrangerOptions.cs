using Microsoft.Extensions.Options;

namespace Gateway.Connections.Strangers;

/// <summary>What all connections together may cost that have shown no token: the section <c>Gateway:Strangers</c>.</summary>
public sealed class StrangerOptions
{
    /// <summary>
    /// TCP connections that have not connected with a token, those of HTTP among them. More are refused with 4004. Default: 20,000, so that ten thousand
    /// clients can reconnect at once; from 1 to 1,000,000.
    /// </summary>
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>What they have sent after their handshakes, in bytes; each may send 24 KiB. Beyond it they are closed with 4004. Default: 64 MiB; from 1 MiB to 16 GiB.</summary>
    public long MaxBytes { get; set; } = 64 << 20;
}

/// <summary>Checks the section <c>Gateway:Strangers</c> at start.</summary>
internal sealed class StrangerOptionsValidator : IValidateOptions<StrangerOptions>
{
    public ValidateOptionsResult Validate(string? name, StrangerOptions options)
    {
        var faults = new List<string>();
        if (options.MaxConnections is < 1 or > 1_000_000) faults.Add("Gateway:Strangers:MaxConnections: give 1 to 1000000.");
        if (options.MaxBytes is < 1 << 20 or > 16L << 30) faults.Add("Gateway:Strangers:MaxBytes: give 1048576 to 17179869184.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
