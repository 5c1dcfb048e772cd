using Microsoft.Extensions.Options;

namespace Gateway.Connections.WebSockets;

/// <summary>Compression of what is sent to clients that offer permessage-deflate (RFC 7692): the section <c>Gateway:Deflate</c>.</summary>
public sealed class DeflateOptions
{
    /// <summary>Whether the offers of clients are accepted. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The smallest event that is compressed, as JSON, in bytes. Default: 1,024; from 64 to 1,048,576.</summary>
    public int MinBytes { get; set; } = 1024;
}

/// <summary>Checks the section <c>Gateway:Deflate</c> at start.</summary>
internal sealed class DeflateOptionsValidator : IValidateOptions<DeflateOptions>
{
    public ValidateOptionsResult Validate(string? name, DeflateOptions options) =>
        options.MinBytes is < 64 or > 1 << 20
            ? ValidateOptionsResult.Fail("Gateway:Deflate:MinBytes: give 64 to 1048576.")
            : ValidateOptionsResult.Success;
}
