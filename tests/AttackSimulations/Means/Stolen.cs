using Serment.Harness;

namespace Serment.AttackSimulations.Means;

/// <summary>A copy of a data folder at the thief's place, without what is kept elsewhere.</summary>
internal sealed class Stolen : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("serment-").FullName;

    private Stolen()
    {
    }

    /// <summary>The copied folder.</summary>
    public string Data => Path.Combine(root, "data");

    public static Stolen CopyOf(RunningSerment serment)
    {
        Stolen stolen = new();
        foreach (string file in Directory.EnumerateFiles(serment.Data, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".sock", StringComparison.Ordinal) && !file.EndsWith(".lock",
                StringComparison.Ordinal)))
        {
            string to = Path.Combine(stolen.Data, Path.GetRelativePath(serment.Data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return stolen;
    }

    /// <summary>Starts a custodian on the copy with a guessed passphrase.</summary>
    public SermentProgram Start(string passphrase)
    {
        string configuration = Path.Combine(root, "config");
        string kept = Path.Combine(configuration, "serment", "passphrases");
        Directory.CreateDirectory(kept);
        using System.Text.Json.JsonDocument settings =
            System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Data, "serment.json")));
        File.WriteAllText(Path.Combine(kept, settings.RootElement.GetProperty("folderId").GetString()!), passphrase);
        return SermentProgram.Start(configuration, "custodian", "--data", Data);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
