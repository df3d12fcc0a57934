using Serment.CustodyProtocol;
using Serment.Simulation.LegacyExports;

namespace Serment.AttackSimulations.Means;

/// <summary>Both processes, and an imported legacy export of which every row is marked.</summary>
public class Hospital : Occupied
{
    /// <summary>Rows of the export.</summary>
    public const int Rows = 60;

    /// <summary>The export's rows, column by column, as the source had them.</summary>
    internal IReadOnlyList<string[]> Source { get; private set; } = [];

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Running.StartWebAsync();
        string file = Path.Combine(Running.Data, "inbox", "export.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (FileStream stream = new(file, FileMode.Create))
        {
            LegacyExport.Write(
                stream, new() { Rows = Rows, Seed = OpaqueId.Format(OpaqueId.Draw()), Sentinels = true, Utf8 = true },
                    null,
                CancellationToken.None);
        }

        Source = [.. File.ReadLines(file).Skip(1).Select(line => line.Split(';'))];
        await ImportAsync(file, "LABO");
    }

    /// <summary>A field of a row of the source, as it was.</summary>
    internal string Field(int row, LegacyColumn column) => Source[row][(int)column].Trim('"');

    /// <summary>Imports a file and retires it.</summary>
    internal Task<string> ImportAsync(string file, string site) =>
        Running.RunAsync(
            "import", file, "--site", site, "--data", Running.Data, "--retire", "--report", file + ".report.json");
}

/// <summary>One hospital for every attack on its pages and files: it takes seconds to build.</summary>
[CollectionDefinition(nameof(Hospital))]
public sealed class HospitalDefinition : ICollectionFixture<Hospital>;
