namespace Serment.Custodian.Serving;

/// <summary>One custodian a data folder: two would write two logs.</summary>
internal static class FolderLock
{
    private const string FileName = "custodian.lock";

    // What a socket's path may have is set by the system: sun_path has 108 bytes with its end.
    private const int MaxSocketPathBytes = 107;

    /// <summary>Holds the folder until disposed, also when the process is killed.</summary>
    /// <exception cref="CustodianStartException">Another custodian holds it, or it cannot be written.</exception>
    public static FileStream Take(string folder)
    {
        try
        {
            return new(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CustodianStartException("The data folder cannot be written.");
        }
        catch (DirectoryNotFoundException)
        {
            throw new CustodianStartException("There is no such data folder: run 'serment init' first.");
        }
        catch (IOException)
        {
            throw new CustodianStartException("Another custodian is running on this data folder.");
        }
    }

    /// <summary>Removes the socket that a killed custodian left; the lock is held, so nobody listens on it.</summary>
    public static void RemoveStaleSocket(string path)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > MaxSocketPathBytes)
        {
            throw new CustodianStartException(
                "The socket's path is too long for this system: choose a shorter data folder, or set the socket's path.");
        }

        File.Delete(path);
    }
}
