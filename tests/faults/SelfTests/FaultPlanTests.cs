using Gateway.Tests.Faults.Faults;
using Xunit;

namespace Gateway.Tests.Faults.SelfTests;

public sealed class FaultPlanTests
{
    [Fact]
    public void Draw_TheSameSeed_DrawsTheSamePlan() => Assert.Equal(FaultPlan.Draw(Profile.Long, 7), FaultPlan.Draw(Profile.Long, 7));

    [Fact]
    public void Draw_AnotherSeed_DrawsAnotherPlan() => Assert.NotEqual(FaultPlan.Draw(Profile.Long, 7), FaultPlan.Draw(Profile.Long, 8));

    [Fact]
    public void Draw_TheLongProfile_HasEveryKind() =>
        Assert.Equal(Enum.GetValues<FaultKind>(), FaultPlan.Draw(Profile.Long, 7).Select(fault => fault.Kind).Distinct().Order());

    [Fact]
    public void Draw_AnyPlan_IsInTheOrderOfTime() =>
        Assert.Equal(FaultPlan.Draw(Profile.Long, 7), FaultPlan.Draw(Profile.Long, 7).OrderBy(fault => fault.At));
}
