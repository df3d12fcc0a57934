using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Encounters;
using Serment.Records.Entries;

namespace Serment.Records.Medications;

/// <summary>How a correction ended.</summary>
public enum CorrectingOutcome : byte
{
    /// <summary>Saved.</summary>
    Corrected = 1,

    /// <summary>There is no such note, or it was taken back already.</summary>
    Unknown = 2,

    /// <summary>Somebody else corrected it meanwhile.</summary>
    Changed = 3,

    /// <summary>It was put off, and what became of the later dose is noted: that note comes first.</summary>
    LaterNoted = 4,

    /// <summary>The custodian refused.</summary>
    Refused = 5,
}

/// <summary>
/// Corrects what somebody noted of a dose: a new version of the entry, all before it kept. A note that is taken back
/// opens its dose again, in the same transaction, on the list of the unit.
/// </summary>
public sealed class CorrectAdministration(SaveEntries save)
{
    /// <summary>Corrects it.</summary>
    /// <param name="entries">The record's medications, doses and stays, as just opened.</param>
    /// <param name="seen">The version that was before the user's eyes.</param>
    /// <param name="correction">What it was really.</param>
    /// <param name="session">The session's secret.</param>
    /// <param name="zone">The house's zone.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<CorrectingOutcome> RunAsync(
        IReadOnlyList<OpenedEntry> entries, EntryVersion seen, DoseCorrection correction, SessionToken session,
        TimeZoneInfo zone, CancellationToken stop)
    {
        IReadOnlyList<GivenDose> all = GivenDoses.All(entries);
        CurrentEntry<MedicationAdministration>? current = ReadEntries.Of<MedicationAdministration>(entries)
            .FirstOrDefault(one => one.Version.Entry == seen.Entry);
        GivenDose? before = all.FirstOrDefault(one => one.Version?.Entry == seen.Entry);
        if (current is null || before is null)
        {
            return CorrectingOutcome.Unknown;
        }

        if (current.Version != seen)
        {
            return CorrectingOutcome.Changed;
        }

        bool isWithdrawn = DoseCorrection.IsWithdrawal(correction.Reason);
        if (before.IsInError)
        {
            return CorrectingOutcome.Unknown;
        }

        if (isWithdrawn && before.PostponedTo is { } put && IsNoted(all, before, put))
        {
            return CorrectingOutcome.LaterNoted;
        }

        ChartLine? line = MedicationLines.Of(entries).FirstOrDefault(one => one.Id == before.Line);
        Reopened reopened = new(
            current.Version.Patient, before, StateOf(line, before, all, entries, zone),
            before.PostponedTo is { } later && line is not null && PlanOfDays.IsDoseOf(line, later, zone));
        try
        {
            EntriesSaved saved = await save.RunAsync(
                current.Version.Patient,
                [new(GivenDoses.Correct(current.Resource, before, correction, zone), Seen: current.Version)],
                session,
                stop,
                async (connection, transaction, _, cancel) =>
                {
                    if (isWithdrawn)
                    {
                        await reopened.WriteAsync(connection, transaction, cancel);
                    }
                });
            return saved.Outcome switch
            {
                SealOutcome.Saved => CorrectingOutcome.Corrected,
                SealOutcome.VersionConflict => CorrectingOutcome.Changed,
                _ => CorrectingOutcome.Refused,
            };
        }
        catch (LaterNotedException)
        {
            return CorrectingOutcome.LaterNoted;
        }
    }

    private static bool IsNoted(IReadOnlyList<GivenDose> all, GivenDose postponed, DateTimeOffset later) =>
        all.Any(one => !one.IsInError && one.Line == postponed.Line && one.Planned == later);

    // What becomes of the row of a dose that nobody has noted after all.
    private static DueState StateOf(
        ChartLine? line, GivenDose dose, IReadOnlyList<GivenDose> all, IReadOnlyList<OpenedEntry> entries,
        TimeZoneInfo zone)
    {
        if (line is null || dose.Planned is not { } due
            || !(PlanOfDays.IsDoseOf(line, due, zone)
                || all.Any(one => !one.IsInError && one.Line == line.Id && one.PostponedTo == due)))
        {
            return DueState.Stopped;
        }

        return Absences.Of(entries).FirstOrDefault(one => one.Covers(due, line.SignedAt)) switch
        {
            null => DueState.Due,
            { IsOver: true } => DueState.Over,
            _ => DueState.Away,
        };
    }

    private sealed record Reopened(PatientId Patient, GivenDose Dose, DueState State, bool IsLaterPlanned)
    {
        public async Task WriteAsync(
            System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction,
            CancellationToken stop)
        {
            if (Dose.Planned is { } due)
            {
                await DueRows.ReopenAsync(connection, transaction, Patient, Dose.Line, due, State, stop);
            }

            // The later time of a dose that was put off goes with the note, unless it is a planned dose of its own.
            if (Dose.PostponedTo is { } later && !IsLaterPlanned
                && !await DueRows.TakeBackAsync(connection, transaction, Patient, Dose.Line, later, stop))
            {
                throw new LaterNotedException();
            }
        }
    }

    // Rolls the whole sealing back.
    private sealed class LaterNotedException : Exception;
}
