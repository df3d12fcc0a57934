using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Cli.Commands;

/// <summary>Runs a command's body, and turns what a person can mend into one line and an exit code.</summary>
internal static class Running
{
    /// <summary>The exit code after Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs the body.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> body)
    {
        try
        {
            return await body();
        }
        catch (UserErrorException e)
        {
            return Say(e.Message, e.ExitCode);
        }
        catch (NewerDatabaseException e)
        {
            return Say(e.Message, UserErrorException.CannotRun);
        }
        catch (CustodianUnreachableException)
        {
            return Say(
                "The custodian cannot be reached. Start it with:  serment custodian --data DIR", UserErrorException.CannotRun);
        }
        catch (OperationCanceledException)
        {
            return Say("Stopped.", Interrupted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            return Say(e.Message, UserErrorException.CannotRun);
        }
    }

    private static int Say(string message, int exitCode)
    {
        Console.Error.WriteLine(message);
        return exitCode;
    }
}
