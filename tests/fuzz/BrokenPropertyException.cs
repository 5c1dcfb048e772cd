namespace Gateway.Tests.Fuzz;

/// <summary>A reader did not throw, but what it read is not what the input says.</summary>
internal sealed class BrokenPropertyException(string message) : Exception(message)
{
    internal static void Unless(bool holds, string property)
    {
        if (!holds) throw new BrokenPropertyException(property);
    }
}
