using System.Net;

namespace Gateway.Tests.Integration.PublisherApi.Publishing;

/// <summary>Batches that are refused before Kafka is asked, and what is answered while it is not there; so there is no Kafka here.</summary>
public sealed class BatchRefusalTests : IAsyncLifetime
{
    private const string NoKafka = "127.0.0.1:1";

    private PublisherApiHost _api = null!;

    public async Task InitializeAsync() => _api = await PublisherApiHost.StartUnreadyAsync(
        NoKafka, KeyValuePair.Create("PublisherApi:MaxBatchEvents", (string?)"5"), KeyValuePair.Create("PublisherApi:MaxBatchBytes", (string?)"1100000"));

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Batch_FaultyEvents_AreAllNamed()
    {
        var (status, problem, _) = await _api.SendBatchAsync(
            Batches.ToNamedChannels, """[{"channel":"a"},{"id":"1","id":"1"},7,{"channel":"a.*"},{"channel":"stock.x","data":1}]""");
        Assert.Equal((HttpStatusCode.BadRequest, 4216), (status, problem.Code()));
        Assert.Equal(
            [(1, 4212), (2, 4212), (3, 4206), (4, 4230)],
            problem.Events().Select(fault => (fault.GetProperty("index").GetInt32(), fault.GetProperty("error").Code())));
        Assert.Equal(
            "The attribute 'id' is given twice. Send a CloudEvents 1.0 event, or plain data with its content type.",
            problem.Events()[0].GetProperty("error").Text("message"));
    }

    [Fact]
    public async Task Batch_FirstEventWithoutChannel_IsNamedByItsIndex()
    {
        var (_, problem, _) = await _api.SendBatchAsync(Batches.ToNamedChannels, """[{"data":1}]""");
        Assert.Equal((0, 4206), (problem.Events()[0].GetProperty("index").GetInt32(), problem.Events()[0].GetProperty("error").Code()));
    }

    [Fact]
    public async Task Batch_ToAChannelAnEventForAnother_IsRefused()
    {
        var (_, problem, _) = await _api.SendBatchAsync(Batches.ToOrders, """[{},{"channel":"orders.2"}]""");
        Assert.Equal((1, 4212), (problem.Events()[0].GetProperty("index").GetInt32(), problem.Events()[0].GetProperty("error").Code()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    public async Task Batch_NoArray_Refused(string body)
    {
        var (status, problem, _) = await _api.SendBatchAsync(Batches.ToOrders, body);
        Assert.Equal((HttpStatusCode.BadRequest, 4216), (status, problem.Code()));
    }

    [Fact]
    public async Task Batch_WithIdempotencyKey_Refused()
    {
        var (status, problem, _) = await _api.SendBatchAsync(Batches.ToOrders, "[{}]", ("Idempotency-Key", "1"));
        Assert.Equal((HttpStatusCode.BadRequest, 4216), (status, problem.Code()));
    }

    [Fact]
    public async Task Batch_TooManyEventsOrBytes_Refused()
    {
        var (many, manyProblem, _) = await _api.SendBatchAsync(Batches.ToOrders, "[{},{},{},{},{},{}]");
        var (big, bigProblem, _) = await _api.SendBatchAsync(Batches.ToOrders, new { data = new string('a', 1_100_000) });
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, 4217), (many, manyProblem.Code()));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, 4217), (big, bigProblem.Code()));
    }

    [Fact]
    public async Task Batch_OneEventTooLarge_IsNamed()
    {
        var (status, problem, _) = await _api.SendBatchAsync(Batches.ToOrders, new { data = 1 }, new { data = new string('a', 1 << 20) });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal((1, 4213), (problem.Events()[0].GetProperty("index").GetInt32(), problem.Events()[0].GetProperty("error").Code()));
    }

    [Fact]
    public async Task Batch_WrongKey_IsUnauthorized()
    {
        _api.Client.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        var (status, problem, _) = await _api.SendBatchAsync(Batches.ToOrders, "no json");
        Assert.Equal((HttpStatusCode.Unauthorized, 4300), (status, problem.Code()));
    }

    [Fact]
    public async Task Batch_AsARow_IsNoMediaTypeForIt()
    {
        using var content = new StringContent("[]", System.Text.Encoding.UTF8, "application/cloudevents-batch+json");
        using var response = await _api.Client.PutAsync(new Uri("/v1/apps/demo/channels/stock.nyse/rows/a", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Batch_Empty_IsAnswered()
    {
        var (status, reply, _) = await _api.SendBatchAsync(Batches.ToOrders, "[]");
        Assert.Equal((HttpStatusCode.OK, 0), (status, reply.Events().Count));
    }

    [Fact]
    public async Task Batch_KafkaNeverReached_TellsTheIdsToSendAgain()
    {
        var (status, problem, response) = await _api.SendBatchAsync(Batches.ToOrders, "[{},{}]");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4400), (status, problem.Code()));
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        Assert.All(problem.Events(), each => Assert.Equal((36, 4400, "backoff"), (each.Text("id").Length, each.GetProperty("error").Code(), each.GetProperty("error").Text("retry"))));
    }
}
