using Confluent.Kafka;
using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.Shared.Kafka;

public sealed class RefusalsTests
{
    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed, true)]
    [InlineData(ErrorCode.ClusterAuthorizationFailed, true)]
    [InlineData(ErrorCode.PolicyViolation, true)]
    [InlineData(ErrorCode.InvalidRecord, true)]
    [InlineData(ErrorCode.Local_MsgTimedOut, false)]
    [InlineData(ErrorCode.NotEnoughReplicas, false)]
    [InlineData(ErrorCode.LeaderNotAvailable, false)]
    [InlineData(ErrorCode.UnknownTopicOrPart, false)]
    [InlineData(ErrorCode.Local_Transport, false)]
    public void IsFinal_OnlyWhatNoRetryCures(ErrorCode code, bool isFinal) => Assert.Equal(isFinal, Refusals.IsFinal(new Error(code)));
}
