namespace Gateway.SelfTest;

/// <summary>The installation answered, but not as it should.</summary>
internal sealed class SelfTestFailure(string message) : Exception(message);
