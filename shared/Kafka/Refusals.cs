using Confluent.Kafka;

namespace Gateway.Shared.Kafka;

/// <summary>Which of Kafka's answers are final.</summary>
internal static class Refusals
{
    /// <summary>
    /// Whether the error is an answer that stays the same however often Kafka is asked, until its operator changes something: a missing permission, a rule of the topic,
    /// a protocol that the broker does not speak. False for everything that may pass, and where nobody answered.
    /// </summary>
    public static bool IsFinal(Error error) => error.Code is
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication
        or ErrorCode.TopicException or ErrorCode.InvalidRequiredAcks or ErrorCode.PolicyViolation or ErrorCode.InvalidRecord or ErrorCode.InvalidTimestamp
        or ErrorCode.UnsupportedVersion or ErrorCode.UnsupportedForMessageFormat or ErrorCode.Local_UnsupportedFeature;
}
