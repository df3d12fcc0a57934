namespace Serment.Cli.Configuration;

/// <summary>Something the person at the terminal can mend; the message says how. Never a stack trace.</summary>
internal sealed class UserErrorException(string message, int exitCode = UserErrorException.CannotRun) : Exception(message)
{
    /// <summary>The exit code of every command that cannot run.</summary>
    public const int CannotRun = 2;

    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
