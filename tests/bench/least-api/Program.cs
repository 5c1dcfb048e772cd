using System.Buffers;
using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Kafka;

// The least that an HTTP API in front of Kafka can be: one endpoint that writes what it gets, with the producer, the settings and as many headers as ours, and
// answers as many bytes. No key is asked for, nothing is checked, remembered or counted.
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
    var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes((string)context.GetRouteValue("channel")!), Value = read.Buffer.ToArray(), Headers = [] };
    context.Request.BodyReader.AdvanceTo(read.Buffer.End);
    foreach (var name in (ReadOnlySpan<string>)["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type"]) message.Headers.Add(name, header);
    var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    producer.Produce(topic, message, _ => told.SetResult());
    await told.Task;
    context.Response.StatusCode = StatusCodes.Status201Created;
    context.Response.ContentType = "application/json";
    context.Response.ContentLength = reply.Length;
    await context.Response.BodyWriter.WriteAsync(reply);
});
app.MapGet("/readyz", () => Results.Ok());
app.Run();
