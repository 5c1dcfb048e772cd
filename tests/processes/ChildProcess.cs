using System.Diagnostics;
using System.Globalization;

namespace Gateway.Tests.Processes;

/// <summary>A program that never outlives this process, that can be sent signals, and whose output is kept.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 500;

    // The shell waits on a pipe from this process. When the pipe closes, be it by Dispose or because this process was killed, it kills the
    // program by its id. The first line that it writes is that id: the program's own, also if that is a script that ends in exec.
    private const string Script = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        program=$!
        echo "$program"
        { cat <&3; kill -9 "$program"; } >/dev/null 2>&1 &
        watcher=$!
        exec 3<&-
        wait "$program"
        code=$?
        kill "$watcher" 2>/dev/null
        exit "$code"
        """;

    private readonly Process _shell;
    private readonly Queue<string> _lines = new();
    private readonly StreamWriter? _file;
    private readonly TaskCompletionSource<int> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(ProcessStartInfo start, string? logFile)
    {
        _file = logFile is null ? null : new StreamWriter(logFile, append: true) { AutoFlush = true };
        _shell = new Process { StartInfo = start };
        _shell.OutputDataReceived += (_, output) => Keep(output.Data);
        _shell.ErrorDataReceived += (_, output) => Keep(output.Data);
        _shell.Start();
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    /// <summary>The program's own process id.</summary>
    public int Id => _id.Task.Result;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _shell.HasExited;

    /// <summary>The end of what it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts a program; what it writes is appended to <paramref name="logFile"/> too, if that is given.</summary>
    public static async Task<ChildProcess> StartAsync(ProcessStartInfo program, string? logFile = null)
    {
        var child = new ChildProcess(InShell(program), logFile);
        await child._id.Task;
        return child;
    }

    /// <summary>Sends a signal by its name: <c>TERM</c>, <c>KILL</c>, <c>STOP</c>, <c>CONT</c>. Nothing happens if it has ended.</summary>
    public async Task SignalAsync(string name)
    {
        if (HasExited) return;
        var start = new ProcessStartInfo("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };
        using var kill = Process.Start(start)!;
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end: the exit code; 128 and the signal's number if a signal ended it.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        await _shell.WaitForExitAsync().WaitAsync(limit);
        return _shell.ExitCode;
    }

    /// <summary>Kills it and waits for the end.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        if (_file is not null) await _file.DisposeAsync();
    }

    // The environment by way of env: a shell passes on only what it could name itself, and settings have names with dashes.
    private static ProcessStartInfo InShell(ProcessStartInfo program) =>
        new("/bin/sh", ["-c", Script, "sh", "env", .. Changed(program.Environment), program.FileName, .. program.ArgumentList])
        {
            WorkingDirectory = program.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private static IEnumerable<string> Changed(IDictionary<string, string?> environment) =>
        environment.Where(variable => variable.Value != Environment.GetEnvironmentVariable(variable.Key)).Select(variable => $"{variable.Key}={variable.Value}");

    private void Keep(string? line)
    {
        if (line is null) return;
        if (!_id.Task.IsCompleted && int.TryParse(line, CultureInfo.InvariantCulture, out var id))
        {
            _id.SetResult(id);
            return;
        }
        lock (_lines)
        {
            if (_lines.Count == LinesKept) _lines.Dequeue();
            _lines.Enqueue(line);
            _file?.WriteLine(line);
        }
    }
}
