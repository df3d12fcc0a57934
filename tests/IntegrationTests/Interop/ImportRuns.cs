using Serment.Interop.Legacy.Importing;
using Serment.Simulation.LegacyExports;

namespace Serment.IntegrationTests.Interop;

/// <summary>Generated exports, and runs of their import into a bed.</summary>
internal static class ImportRuns
{
    public static ImportLegacyFile Import(RecordBed bed) =>
        new(bed.Custody.ConnectImport(), bed.Main, TimeProvider.System);

    public static ImportRequest Request(RecordBed bed, string file) =>
        new()
        {
            FilePath = file,
            SiteCode = bed.Custody.Site.Code,
            ReportPath = Path.Combine(bed.Folder, "report.json"),
        };

    public static (string File, int People, List<PlantedDefect> Defects) Export(
        RecordBed bed,
        long rows,
        double defectRate = 0
    )
    {
        string path = Path.Combine(bed.Folder, $"export-{rows}.csv");
        HashSet<int> people = [];
        List<PlantedDefect> defects = [];
        using FileStream stream = File.Create(path);
        LegacyExport.Write(
            stream,
            new()
            {
                Rows = rows,
                DefectRate = defectRate,
                OnRow = (_, person) => people.Add(person),
                OnDefect = defects.Add,
            },
            null,
            CancellationToken.None
        );
        return (path, people.Count, defects);
    }

    internal sealed class Progress(Action<ImportProgress> on) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => on(value);
    }
}
