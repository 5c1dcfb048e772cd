using System.Buffers;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Gateway.Shared.Kafka;

// The least that an HTTP API in front of Kafka can be: an endpoint for an event and one for a batch, which write what they get, with the producer, the settings and as
// many headers as ours, and answer as many bytes. No key is asked for, nothing is checked, remembered or counted; the strings of a batch go on as they came, without a look at their escapes.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
var topic = app.Configuration["TOPIC"];
using var producer = new ProducerBuilder<byte[], byte[]>(new KafkaOptions { BootstrapServers = app.Configuration["KAFKA_BOOTSTRAP_SERVERS"]! }.Producer())
    .SetLogHandler((_, _) => { })
    .Build();
var reply = Encoding.ASCII.GetBytes("""{"id":"0000000000000000","channel":"bench.00","position":"00000000.00.0000000"}""");
var header = new byte[16];

app.MapPost("/v1/apps/{app}/channels/{channel}/events", async context =>
{
    var read = await context.Request.BodyReader.ReadAtLeastAsync((int)context.Request.ContentLength!);
    var key = Encoding.UTF8.GetBytes((string)context.GetRouteValue("channel")!);
    var value = read.Buffer.ToArray();
    context.Request.BodyReader.AdvanceTo(read.Buffer.End);
    var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    producer.Produce(topic, MessageOf(key, value), _ => told.SetResult());
    await told.Task;
    await AnswerAsync(context, reply);
});
app.MapPost("/v1/apps/{app}/events", async context =>
{
    var body = ArrayPool<byte>.Shared.Rent((int)context.Request.ContentLength!);
    await context.Request.Body.ReadExactlyAsync(body.AsMemory(0, (int)context.Request.ContentLength!));
    var events = EventsIn(body.AsSpan(0, (int)context.Request.ContentLength!));
    ArrayPool<byte>.Shared.Return(body);
    var (told, missing) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), events.Count);
    foreach (var message in events)
        producer.Produce(topic, message, _ =>
        {
            if (Interlocked.Decrement(ref missing) == 0) told.SetResult();
        });
    await told.Task;
    await AnswerAsync(context, BatchReply(events.Count));
});
app.MapGet("/readyz", () => Results.Ok());
app.Run();

Message<byte[], byte[]> MessageOf(byte[] key, byte[] value)
{
    var message = new Message<byte[], byte[]> { Key = key, Value = value, Headers = [] };
    foreach (var name in (ReadOnlySpan<string>)["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type"]) message.Headers.Add(name, header);
    return message;
}

byte[] BatchReply(int events)
{
    var bytes = new byte[events * reply.Length];
    for (var i = 0; i < events; i++) reply.CopyTo(bytes, i * reply.Length);
    return bytes;
}

// Each member as the bytes that it is: the data as the value, the channel as the key, the others as headers.
List<Message<byte[], byte[]>> EventsIn(ReadOnlySpan<byte> array)
{
    var reader = new Utf8JsonReader(array);
    var events = new List<Message<byte[], byte[]>>();
    reader.Read();
    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
    {
        var message = new Message<byte[], byte[]> { Headers = [new Header("content-type", header)] };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadMember(ref reader, array, message);
        events.Add(message);
    }
    return events;
}

static void ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> array, Message<byte[], byte[]> message)
{
    var name = "data";
    foreach (var attribute in (ReadOnlySpan<string>)["specversion", "id", "source", "type", "time", "channel"])
        if (reader.ValueTextEquals(attribute)) name = attribute;
    reader.Read();
    var start = (int)reader.TokenStartIndex;
    reader.Skip();
    if (name == "data") message.Value = array[start..(int)reader.BytesConsumed].ToArray();
    else if (name == "channel") message.Key = reader.ValueSpan.ToArray();
    else message.Headers.Add("ce_" + name, reader.ValueSpan.ToArray());
}

static async Task AnswerAsync(HttpContext context, byte[] reply)
{
    context.Response.StatusCode = StatusCodes.Status201Created;
    context.Response.ContentType = "application/json";
    context.Response.ContentLength = reply.Length;
    await context.Response.BodyWriter.WriteAsync(reply);
}
