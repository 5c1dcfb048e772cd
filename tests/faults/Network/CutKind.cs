namespace Gateway.Tests.Faults.Network;

/// <summary>How a link is cut.</summary>
internal enum CutKind
{
    /// <summary>Both sides are told: their connections are reset, new ones are refused.</summary>
    Reset,

    /// <summary>Nobody is told: what is sent is held back until the link is restored, as a network does that loses every packet.</summary>
    Silent,
}
