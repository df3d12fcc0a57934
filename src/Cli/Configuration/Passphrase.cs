using System.Security.Cryptography;
using System.Text;

namespace Serment.Cli.Configuration;

/// <summary>
/// Where the root key's passphrase comes from: <c>SERMENT_PASSPHRASE</c>, the file that <c>SERMENT_PASSPHRASE_FILE</c>
/// names, the
/// file kept by <c>init</c> in the person's own configuration folder, or the terminal. Never the data folder: who
/// steals that, or its backup, must lack something.
/// </summary>
internal static class Passphrase
{
    /// <summary>The shortest that is accepted from a person.</summary>
    public const int MinCharacters = 12;

    private const int DrawnBytes = 20;

    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The passphrase of an existing folder.</summary>
    /// <exception cref="UserErrorException">None is to be had.</exception>
    public static string Find(DataFolder folder)
    {
        if (FromEnvironment() is { } given)
        {
            return given;
        }

        string kept = KeptPath(folder);
        if (File.Exists(kept))
        {
            return File.ReadAllText(kept).Trim();
        }

        return Ask("Passphrase: ")
            ?? throw new UserErrorException(
                "The root key's passphrase is needed: set SERMENT_PASSPHRASE or SERMENT_PASSPHRASE_FILE, "
                + "or start from a terminal.");
    }

    /// <summary>
    /// The passphrase of a new folder: given, typed twice, or drawn and kept outside the data folder.
    /// </summary>
    /// <returns>The passphrase, and the path where a drawn one is kept.</returns>
    public static (string Passphrase, string? KeptAt) ForNewFolder(DataFolder folder)
    {
        if (FromEnvironment() is { } given)
        {
            return given.Length >= MinCharacters
                ? (given, null)
                : throw new UserErrorException($"The passphrase needs at least {MinCharacters} characters.");
        }

        string drawn = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(DrawnBytes));
        string kept = KeptPath(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!, OwnerOnlyFolder);
        DataFolder.WritePrivate(kept, Encoding.UTF8.GetBytes(drawn + "\n"));
        return (drawn, kept);
    }

    /// <summary>
    /// The passphrase of a ward's key: <c>SERMENT_WARD_PASSPHRASE</c>, the file that
    /// <c>SERMENT_WARD_PASSPHRASE_FILE</c> names, or the terminal.
    /// </summary>
    /// <exception cref="UserErrorException">None is to be had, or a new one is too short.</exception>
    public static string ForWard(bool isNew)
    {
        string passphrase = FromEnvironment("SERMENT_WARD_PASSPHRASE")
            ?? Ask("Passphrase of the ward's key: ")
            ?? throw new UserErrorException(
                "The passphrase of the ward's key is needed: set SERMENT_WARD_PASSPHRASE or SERMENT_WARD_PASSPHRASE_FILE, "
                + "or start from a terminal.");
        return !isNew || passphrase.Length >= MinCharacters
            ? passphrase
            : throw new UserErrorException($"The passphrase needs at least {MinCharacters} characters.");
    }

    private static string? FromEnvironment(string name = "SERMENT_PASSPHRASE")
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } given)
        {
            return given;
        }

        if (Environment.GetEnvironmentVariable(name + "_FILE") is not { Length: > 0 } file)
        {
            return null;
        }

        return File.Exists(file)
            ? File.ReadAllText(file).Trim()
            : throw new UserErrorException($"{name}_FILE names {file}, which is not there.");
    }

    private static string KeptPath(DataFolder folder)
    {
        string home = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } configuration
            ? configuration
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return Path.Combine(home, "serment", "passphrases", folder.Settings.FolderId);
    }

    private static string? Ask(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            return null;
        }

        Console.Error.Write(prompt);
        StringBuilder typed = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
