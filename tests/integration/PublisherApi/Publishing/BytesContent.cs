using System.Net;

namespace Gateway.Tests.Integration.PublisherApi.Publishing;

/// <summary>Bytes with a declared length, or in chunks.</summary>
internal sealed class BytesContent(byte[] bytes, bool chunked) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return !chunked;
    }
}
