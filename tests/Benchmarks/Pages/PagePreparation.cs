using System.Data.Common;
using System.Globalization;
using System.Text;
using Serment.Benchmarks.Import;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Lookup;
using Serment.Records.Patients.Resources;

namespace Serment.Benchmarks.Pages;

/// <summary>
/// What pages need beyond an import: one patient with a long chart, imported like the others, and every identity in clear in
/// the baseline's database, read through the custodian.
/// </summary>
internal static class PagePreparation
{
    /// <summary>Dossiers of the long chart; with what else the import makes, about 200 entries that a biologist opens.</summary>
    private const int Dossiers = 198;

    /// <summary>Imports the patient with the long chart; no process may hold the folder's custodian.</summary>
    public static async Task<PatientId> ChartPatientAsync(FilledFolder filled, BenchmarkSettings settings)
    {
        if (filled.ChartPatient is { } known)
        {
            return known;
        }

        string one = await FilledFolders.SimulateAsync(settings.Folder, 1, "chart");
        string file = Path.Combine(settings.Folder, $"chart-{filled.Engine}.csv");
        string[] lines = await File.ReadAllLinesAsync(one, Encoding.Latin1);
        int first = lines[1].IndexOf(';', StringComparison.Ordinal);
        string ending = "\r\n";
        StringBuilder text = new(lines[0] + ending);
        for (int i = 0; i < Dossiers; i++)
        {
            string number = i.ToString("000", CultureInfo.InvariantCulture);
            text.Append(lines[1].AsSpan(0, Math.Max(first - 3, 1))).Append(number).Append(lines[1].AsSpan(first)).Append(ending);
        }

        await File.WriteAllTextAsync(file, text.ToString(), Encoding.Latin1);
        await Programs.RunAsync(
            "import", file, "--site", BenchmarkSite.Code, "--data", filled.Data, "--report", file + ".report.json");
        filled.ChartPatient = new PatientId(await LongestAsync(filled));
        return filled.ChartPatient.Value;
    }

    /// <summary>Fills the baseline's database once: every identity, and the long chart.</summary>
    public static async Task FillPlainAsync(FilledFolder filled, PageStage stage, PlainRows plain, SessionToken receptionist)
    {
        if (filled.HasPlainRows)
        {
            return;
        }

        await plain.CreateAsync();
        PatientId[] patients = await PatientsAsync(stage);
        DateOnly today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (PatientId[] some in patients.Chunk(OpenRequest.MaxPatients))
        {
            using OpenedCards opened = await stage.Door.OpenCardsAsync(
                some, new(receptionist, AccessPurpose.Card), CancellationToken.None);
            List<(OpenedEntry, string)> entries = [];
            List<(PatientId, TokenInput)> keys = [];
            foreach (OpenedEntry entry in opened.Cards.SelectMany(card => card.Entries))
            {
                entries.Add((entry, Encoding.UTF8.GetString(entry.Json.Span)));
                if (FhirJson.ReadResource(entry.Json.Span) is Patient patient)
                {
                    PatientIdentity identity = IdentityResource.Read(patient, today);
                    keys.AddRange(LookupInputs.Of(identity).Select(input => (entry.Patient, input)));
                }
            }

            await plain.AddAsync(entries, keys);
        }

        filled.HasPlainRows = true;
    }

    /// <summary>Puts the long chart into the baseline's database; the sensitive entries as far as a count sees them.</summary>
    public static async Task<int> FillChartAsync(PageStage stage, PlainRows plain, PatientId patient, SessionToken biologist)
    {
        using OpenResult result = await stage.Door.OpenAsync(
            patient, CompartmentSet.All, new(biologist, AccessPurpose.Care), CancellationToken.None);
        OpenedRecord record = result.Record
            ?? throw new InvalidOperationException($"the chart does not open: {result.Reason}");
        List<(OpenedEntry, string)> entries = [];
        foreach (OpenedEntry entry in record.Entries)
        {
            entries.Add((entry, Encoding.UTF8.GetString(entry.Json.Span)));
        }

        foreach (UnopenedEntry one in record.Unopened)
        {
            entries.Add((
                new(one.Patient, one.Entry, one.Version, one.Compartment, one.ResourceType, 0, default, 0, default), "{}"));
        }

        await plain.AddAsync(entries, []);
        return record.Entries.Count;
    }

    /// <summary>The birth date and the name of people in the baseline's database, as somebody types them.</summary>
    public static IReadOnlyList<(string BirthDate, string Name)> Typed(IEnumerable<OpenedCard> cards, DateOnly today)
    {
        List<(string, string)> typed = [];
        foreach (PatientIdentity? identity in cards.Select(card => PatientCard.From(card, today).Identity))
        {
            if (identity is { BirthName: { } name, BirthDate: { IsEmpty: false } born })
            {
                typed.Add((string.Create(
                    CultureInfo.InvariantCulture, $"{born.Day:00}/{born.Month:00}/{born.Year:0000}"), name));
            }
        }

        return typed;
    }

    /// <summary>Every patient with entries, in the order of their random numbers.</summary>
    public static async Task<PatientId[]> PatientsAsync(PageStage stage)
    {
        await using DbConnection connection = await stage.Main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT patient_id FROM entry ORDER BY patient_id";
        command.CommandTimeout = 0;
        List<PatientId> patients = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            patients.Add(new(reader.GetInt64(0)));
        }

        return [.. patients];
    }

    private static async Task<long> LongestAsync(FilledFolder filled)
    {
        string database = Cli.Configuration.DataFolder.Open(filled.Data, null).MainDatabase;
        await using DatabaseLocation main = DatabaseLocation.Parse(database, readOnly: true);
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT patient_id FROM entry GROUP BY patient_id ORDER BY COUNT(*) DESC LIMIT 1";
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
