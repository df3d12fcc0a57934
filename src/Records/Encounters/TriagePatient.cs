using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Records.Encounters;

/// <summary>A triage as somebody types it.</summary>
/// <param name="Entry">The stay.</param>
/// <param name="Level">Level.</param>
/// <param name="Reason">Why the patient came; clinical.</param>
/// <param name="Seen">The level that was shown: two who sort at once are told of each other.</param>
public sealed record TriageDraft(EntryVersion Entry, TriageLevel Level, string? Reason, TriageLevel? Seen);

/// <summary>
/// Sorts somebody who has come to the emergency department. The level goes to the worklist, where it orders the
/// waiting; level and reason are sealed as clinical content. Sorting again adds another triage.
/// </summary>
public sealed class TriagePatient(SaveEntries save, TimeProvider clock)
{
    /// <summary>Longest reason.</summary>
    public const int MaxReasonCharacters = 500;

    private const string Update =
        """
        UPDATE encounter SET triage = @triage, triaged_at = @now, changed_at = @now
        WHERE patient_id = @patient AND encounter_id = @encounter AND status = 2 AND class <> 1
          AND COALESCE(triage, 0) = @seen
        """;

    /// <summary>Saves it; a version conflict when somebody else has sorted meanwhile, or the patient has gone.</summary>
    public async Task<SealOutcome> RunAsync(
        TriageDraft draft, SessionDescription by, SessionToken session, CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Triage triage = new(draft.Entry.Entry, draft.Level, draft.Reason, now, by.StaffId);
        try
        {
            EntriesSaved saved = await save.RunAsync(
                draft.Entry.Patient, [new(TriageResource.Write(draft.Entry.Patient, triage))], session, stop,
                async (connection, transaction, _, stopping) =>
                {
                    if (!await SortAsync(
                        connection, transaction, draft.Entry, (draft.Seen, draft.Level), now, stopping))
                    {
                        throw new SortedMeanwhileException();
                    }
                });
            return saved.Outcome;
        }
        catch (SortedMeanwhileException)
        {
            return SealOutcome.VersionConflict;
        }
    }

    /// <summary>Writes the level to the worklist; false where another stands there than was shown.</summary>
    internal static async Task<bool> SortAsync(
        DbConnection connection, DbTransaction transaction, EntryVersion stay, (TriageLevel? Seen, TriageLevel New) level,
        DateTimeOffset at, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Update;
        command.Add("@triage", (short)level.New);
        command.Add("@seen", level.Seen is { } seen ? (short)seen : (short)0);
        command.Add("@now", at.ToUnixTimeMilliseconds());
        command.Add("@patient", stay.Patient.Value);
        command.Add("@encounter", stay.Entry.Value);
        return await command.ExecuteNonQueryAsync(stop) > 0;
    }

    private sealed class SortedMeanwhileException() : Exception("somebody else has sorted the patient");
}
