using System.Data.Common;
using System.Diagnostics;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Notes;
using Serment.Web.Security;

namespace Serment.Benchmarks.Pages;

/// <summary>
/// A signed note: sealed, put into the log, stored with its transaction. Baseline: the same JSON as a row in clear, with
/// a transaction of its own, in a database of the same engine and settings.
/// </summary>
internal static class NoteBenchmark
{
    private const int WarmUp = 60;

    private const string Create =
        """
        CREATE TABLE IF NOT EXISTS plain_note (
            patient_id bigint NOT NULL, entry_id bigint NOT NULL, version integer NOT NULL, recorded_at bigint NOT NULL,
            author_id bigint NOT NULL, resource text NOT NULL,
            CONSTRAINT plain_note_pk PRIMARY KEY (patient_id, entry_id, version))
        """;

    private const string Insert =
        """
        INSERT INTO plain_note (patient_id, entry_id, version, recorded_at, author_id, resource)
        VALUES (@patient, @entry, 1, @at, @author, @resource)
        """;

    public static async Task<IReadOnlyList<Measured>> RunAsync(FilledFolders folders, BenchmarkSettings settings)
    {
        List<Measured> lines = [];
        foreach (bool postgres in folders.Engines)
        {
            FilledFolder filled = await folders.OfAsync(postgres);
            await using PageStage stage = await PageStage.StartAsync(filled.Data);
            await using DatabaseLocation plain = DatabaseLocation.Parse(filled.PlainDatabase);
            await ExecuteAsync(plain, Create, []);
            PatientId patient = (await PagePreparation.PatientsAsync(stage))[0];
            await stage.DeclareAsync(patient);
            SessionToken session = await stage.SignInAsync(Role.Physician);
            SessionDescription who = await stage.Client.DescribeSessionAsync(session, CancellationToken.None);
            using (OpenResult seen = await stage.Door.OpenAsync(
                patient, CompartmentSet.All, new(session, AccessPurpose.Care), CancellationToken.None))
            {
                _ = seen.Record ?? throw new InvalidOperationException($"the chart does not open: {seen.Reason}");
            }

            SaveEntries save = new(stage.Door);
            Samples ours = new();
            Samples theirs = new();
            for (int i = 0; i < WarmUp + settings.Iterations; i++)
            {
                Composition note = Note(patient, who.StaffId, i);
                string json = Encoding.UTF8.GetString(FhirJson.ToBytes(note));
                double plainMs = await TimeAsync(() => ExecuteAsync(plain, Insert,
                [
                    ("@patient", patient.Value), ("@entry", OpaqueId.Draw()), ("@at", (long)i), ("@author", who.StaffId.Value),
                    ("@resource", json),
                ]));
                double sealedMs = await TimeAsync(async () =>
                {
                    EntriesSaved saved = await save.RunAsync(patient, [new(note)], session, CancellationToken.None);
                    if (saved.Outcome != SealOutcome.Saved)
                    {
                        throw new InvalidOperationException($"the note was not saved: {saved.Reason}");
                    }
                });
                if (i >= WarmUp)
                {
                    theirs.Add(plainMs);
                    ours.Add(sealedMs);
                }
            }

            lines.Add(Line($"signing a note, {filled.Engine}, p50", theirs.At(50), ours.At(50), "≤ 3 ×"));
            lines.Add(Line($"signing a note, {filled.Engine}, p99", theirs.At(99), ours.At(99), "≤ 30 ms"));
        }

        return lines;
    }

    private static Measured Line(string work, double plain, double ours, string goal) =>
        new(work, Table.Ms(plain), Table.Ms(ours), Table.Ratio(ours, plain), goal);

    private static Composition Note(PatientId patient, ActorId author, int i) => NoteResource.Signed(
        patient,
        new(
            "progress", "11506-3", "Note d’évolution",
            [
                new("Évolution", $"Jour {i} : apyrétique, douleur à 2, mange bien, marche dans le couloir."),
                new("Conduite à tenir", "Poursuite du traitement, bilan demain, sortie à discuter."),
            ]),
        author, TimeProvider.System.GetUtcNow());

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        long begun = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static async Task ExecuteAsync(DatabaseLocation database, string sql, (string Name, object Value)[] values)
    {
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object value) in values)
        {
            command.Add(name, value);
        }

        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
