using Gateway.Shared.Errors;

namespace Gateway.Tests.Unit.Shared.Errors;

/// <summary>The table of codes, and that docs/protocol.md shows it. <c>UPDATE_DOCS=1 dotnet test tests/unit</c> writes it there.</summary>
public class CodesTests
{
    private const string Begin = "<!-- codes: compared with shared/Errors/Codes.cs by CodesTests -->\n";
    private const string End = "<!-- end of codes -->";

    [Fact]
    public void All_Numbers_AreUniqueAndAscending() =>
        Assert.Equal(Codes.All.Select(code => code.Number).Distinct().Order(), Codes.All.Select(code => code.Number));

    [Fact]
    public void All_Names_AreUniqueSnakeCase()
    {
        Assert.Equal(Codes.All.Count, Codes.All.Select(code => code.Name).Distinct().Count());
        Assert.All(Codes.All, code => Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", code.Name));
    }

    [Fact]
    public void All_Numbers_AreCloseCodesOfTheProtocolOrOurs() =>
        Assert.All(Codes.All, code => Assert.True(code.Number is 1002 or 1007 or 1009 or (>= 4000 and <= 4999), code.Name));

    [Fact]
    public void All_HttpStatuses_AreRefusalsOrNone() => Assert.All(Codes.All, code => Assert.True(code.Http is 0 or (>= 400 and <= 599), code.Name));

    [Fact]
    public void All_Messages_AreOneSentenceThatFitsATableAndACloseFrame()
    {
        Assert.All(Codes.All, code => Assert.EndsWith(".", code.Message, StringComparison.Ordinal));
        Assert.All(Codes.All, code => Assert.DoesNotContain('|', code.Message));
    }

    [Fact]
    public void Protocol_TableOfCodes_IsThatOfTheCode()
    {
        var path = RepositoryFiles.PathOf("docs/protocol.md");
        var document = File.ReadAllText(path);
        var start = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = document.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(path, document[..start] + Table() + document[end..]);
        else Assert.Equal(Table(), document[start..end]);
    }

    private static string Table() =>
        "| code | name | HTTP | retry | message |\n| --- | --- | --- | --- | --- |\n" + string.Concat(Codes.All.Select(Row));

    private static string Row(Code code) =>
        $"| {code.Number} | `{code.Name}` | {(code.Http == 0 ? "-" : code.Http)} | {code.RetryName} | {code.Message} |\n";
}
