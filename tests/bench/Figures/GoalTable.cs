using System.Text;

namespace Gateway.Bench.Figures;

/// <summary>Goals and what was measured, as Markdown.</summary>
internal static class GoalTable
{
    public static string Of(IEnumerable<GoalRow> goals)
    {
        var table = new StringBuilder("| goal | measured | ratio | met? |\n| --- | --- | ---: | --- |\n");
        foreach (var goal in goals) table.Append($"| {goal.Goal} | {goal.Measured} | {goal.Ratio} | {Word(goal.Met)} |\n");
        return table.ToString();
    }

    private static string Word(bool? met) => met switch { true => "yes", false => "**no**", null => "–" };
}
