using System.CommandLine;

namespace Serment.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class FolderOptions
{
    public static Option<string?> Data() => new("--data") { Description = "The data folder.", HelpName = "DIR" };

    public static Option<string?> Config() => new("--config")
    {
        Description = "A settings file instead of the folder's serment.json.",
        HelpName = "FILE",
    };
}
