namespace Gateway.Bench.Report;

/// <summary>Tells on standard error how far the bench is: one line that changes, or on a file now and then a line.</summary>
internal sealed class Progress
{
    private const int LinesBetween = 5;

    private readonly bool _redirected = Console.IsErrorRedirected;
    private int _skipped;

    /// <summary>Tells something once.</summary>
    public void Say(string line) => Write(line);

    /// <summary>Tells how far something is; called about once a second.</summary>
    public void Update(string line)
    {
        if (!_redirected || _skipped++ % LinesBetween == 0) Write(line);
    }

    private void Write(string line)
    {
        if (_redirected) Console.Error.WriteLine(line);
        else Console.Error.Write($"\r\u001b[K{line}");
    }
}
