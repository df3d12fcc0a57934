using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Statistics;
using Serment.Records.Patients;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>A collection as it is typed and scanned.</summary>
/// <param name="Wristband">The record number that the wristband says.</param>
/// <param name="Tubes">The tubes' numbers, as scanned.</param>
/// <param name="At">When they were taken.</param>
/// <param name="Site">Where from the body, in words; empty for not said.</param>
/// <param name="Incidents">What went wrong; empty for nothing.</param>
public sealed record CollectionDraft(
    string Wristband, IReadOnlyList<string> Tubes, DateTimeOffset At, string Site, string Incidents)
{
    /// <summary>Tubes of one collection.</summary>
    public const int MaxTubes = 40;

    /// <summary>Longest site of puncture or incident.</summary>
    public const int MaxTextCharacters = 300;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CollectionDraft);
}

/// <summary>How a collection ended.</summary>
public enum CollectOutcome : byte
{
    /// <summary>Noted.</summary>
    Noted = 1,

    /// <summary>The wristband is somebody else's: stop.</summary>
    WrongWristband = 2,

    /// <summary>A tube is somebody else's: stop.</summary>
    WrongTube = 3,

    /// <summary>A tube was taken before, refused or cancelled.</summary>
    TubeDone = 4,

    /// <summary>The custodian does not open the record.</summary>
    Closed = 5,

    /// <summary>Somebody changed a tube meanwhile.</summary>
    Moved = 6,

    /// <summary>Nobody knows a tube's number: scan it again. Nothing is noted of it.</summary>
    UnknownTube = 7,
}

/// <summary>What became of it.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Numbers">The tubes concerned, as scanned.</param>
/// <param name="Answer">The custodian's answer where the record is closed.</param>
/// <param name="Reason">Its reason.</param>
public sealed record Collected(
    CollectOutcome Outcome, IReadOnlyList<string> Numbers, Outcome Answer = CustodyProtocol.Outcome.Allowed,
    DecisionReason Reason = DecisionReason.None)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Collected);
}

/// <summary>
/// Checks that wristband, person and tubes belong together, and notes the collection: each Specimen gets its time, person
/// and site of puncture, and each tube its sealed step, under the session of whoever collects.
/// </summary>
public sealed class CollectSpecimens(RecordDoor door, SaveEntries save, DatabaseLocation main)
{
    private const string FirstPlanned =
        $"""
        SELECT {SpecimenRows.Columns} FROM specimen WHERE patient_id = @patient AND site = @site AND state = @state
        ORDER BY planned_at LIMIT 1
        """;

    // Whoever is stopped scans again: that is the same event.
    private static readonly TimeSpan SameEvent = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Checks one scan against the person: the wristband, or a tube. Another person's wristband or tube is noted as a
    /// non-conformity of this one, once; whose it was is not said, and not stored either.
    /// </summary>
    public async Task<Collected> CheckAsync(
        short site, PatientId patient, string wristband, IReadOnlyList<string> tubes, ActorId by, SessionToken session,
        DateOnly today, DateTimeOffset now, CancellationToken stop)
    {
        PatientCard card = await door.CardAsync(patient, session, today, stop);
        if (card.Outcome != CustodyProtocol.Outcome.Allowed)
        {
            return new(CollectOutcome.Closed, [], card.Outcome, card.Reason);
        }

        if (!IsHers(card, wristband))
        {
            // Half a number is a bad scan; a whole one is somebody else's wristband.
            bool isWhole = card.Number is { } own && wristband.Trim().Length == own.Value.Trim().Length;
            await NoteStopAsync(
                site, patient, isWhole ? SpecimenCause.OtherWristband : SpecimenCause.None, by, session, now, stop);
            return new(CollectOutcome.WrongWristband, []);
        }

        (_, Collected? wrong, bool isOthers) = await TubesAsync(site, patient, tubes, stop);
        await NoteStopAsync(
            site, patient, isOthers ? SpecimenCause.OtherTube : SpecimenCause.None, by, session, now, stop);
        return wrong ?? new(CollectOutcome.Noted, tubes);
    }

    /// <summary>Notes it.</summary>
    public async Task<Collected> RunAsync(
        short site, PatientId patient, CollectionDraft draft, ActorId by, SessionToken session, DateOnly today,
        DateTimeOffset now, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(draft.Tubes.Count, CollectionDraft.MaxTubes, nameof(draft));
        Collected check = await CheckAsync(
            site, patient, draft.Wristband, draft.Tubes, by, session, today, now, stop);
        if (check.Outcome != CollectOutcome.Noted)
        {
            return check;
        }

        (List<SpecimenRow> rows, _, _) = await TubesAsync(site, patient, draft.Tubes, stop);
        using OpenResult opened = await door.OpenEntriesAsync(
            patient, [.. rows.Select(row => row.Specimen)], CompartmentSet.Of(Compartment.Laboratory),
            new(session, AccessPurpose.Care), stop);
        if (opened.Record is not { } record)
        {
            return new(CollectOutcome.Closed, [], opened.Outcome, opened.Reason);
        }

        Dictionary<EntryId, CurrentEntry<Specimen>> specimens =
            ReadEntries.Of<Specimen>(record.Entries).ToDictionary(one => one.Version.Entry);
        List<EntryDraft> drafts = [];
        foreach (SpecimenRow row in rows)
        {
            if (specimens.TryGetValue(row.Specimen, out CurrentEntry<Specimen>? entry)
                && SpecimenResource.Read(entry.Resource) is { } details)
            {
                drafts.Add(new(
                    SpecimenResource.Write(
                        details with
                        {
                            CollectedAt = draft.At,
                            Collector = by,
                            Site = draft.Site.Length > 0 ? draft.Site : null,
                            Note = draft.Incidents.Length > 0 ? draft.Incidents : details.Note,
                        },
                        patient),
                    Compartment.Laboratory, entry.Version));
            }

            drafts.Add(new(
                new SpecimenStep(row.Specimen, SpecimenAction.Collected, draft.At, by)
                {
                    Place = draft.Site.Length > 0 ? draft.Site : null,
                    Note = draft.Incidents.Length > 0 ? draft.Incidents : null,
                }.ToResource(),
                Compartment.Laboratory));
        }

        return await StoreAsync(patient, rows, drafts, draft, by, session, now, stop);
    }

    // Row, sealed step and count in one transaction, under the own session. It stands at a tube of the person at whose
    // bed it happened.
    private async Task NoteStopAsync(
        short site, PatientId patient, SpecimenCause cause, ActorId by, SessionToken session, DateTimeOffset now,
        CancellationToken stop)
    {
        if (cause == SpecimenCause.None)
        {
            return;
        }

        SpecimenRow? tube;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            tube = await PlannedAsync(connection, site, patient, stop);
            if (tube is null
                || await NonConformities.IsNotedAsync(connection, patient, cause, by, now - SameEvent, stop))
            {
                return;
            }
        }

        SpecimenStep step = new(tube.Specimen, SpecimenAction.Stopped, now, by) { Cause = cause };
        NonConformityDraft draft = new(tube.Number, cause, SpecimenRemedy.Stopped, "", "", null);
        await save.RunAsync(
            patient, [new(step.ToResource(), Compartment.Laboratory)], session, stop,
            async (connection, transaction, _, cancel) =>
            {
                await NonConformities.InsertAsync(connection, transaction, tube, null, draft, by, now, cancel);
                await LaboratoryCounts.AddAsync(
                    connection, transaction,
                    new LaboratoryCount(tube.Site, tube.LaboratoryId, now, null, CountKind.NonConforming, (int)cause),
                    cancel);
            });
    }

    private static async Task<SpecimenRow?> PlannedAsync(
        DbConnection connection, short site, PatientId patient, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = FirstPlanned;
        command.Add("@patient", patient.Value);
        command.Add("@site", site);
        command.Add("@state", (short)SpecimenState.Planned);
        return (await ScannedTube.ListAsync(command, stop)).FirstOrDefault();
    }

    private async Task<Collected> StoreAsync(
        PatientId patient, List<SpecimenRow> rows, List<EntryDraft> drafts, CollectionDraft draft, ActorId by,
        SessionToken session, DateTimeOffset now, CancellationToken stop)
    {
        try
        {
            EntriesSaved saved = await save.RunAsync(
                patient, drafts, session, stop,
                async (connection, transaction, _, cancel) =>
                {
                    foreach (SpecimenRow row in rows)
                    {
                        await ScannedTube.MoveAsync(
                            connection, transaction,
                            row with
                            {
                                State = row.State == SpecimenState.Planned ? SpecimenState.Collected : row.State,
                                CollectedAt = draft.At, CollectedBy = by, ChangedAt = now,
                            },
                            cancel);
                    }
                });
            return saved.Outcome switch
            {
                SealOutcome.Saved => new(CollectOutcome.Noted, [.. rows.Select(row => row.Number)]),
                SealOutcome.VersionConflict => new(CollectOutcome.Moved, []),
                SealOutcome.StepUp => new(CollectOutcome.Closed, [], CustodyProtocol.Outcome.StepUp, saved.Reason),
                _ => new(CollectOutcome.Closed, [], CustodyProtocol.Outcome.Refused, saved.Reason),
            };
        }
        catch (SpecimenMovedException)
        {
            return new(CollectOutcome.Moved, []);
        }
    }

    private async Task<(List<SpecimenRow> Rows, Collected? Wrong, bool IsOthers)> TubesAsync(
        short site, PatientId patient, IReadOnlyList<string> tubes, CancellationToken stop)
    {
        List<SpecimenRow> rows = [];
        await using DbConnection connection = await main.OpenAsync(stop);
        foreach (string tube in tubes)
        {
            // Whose it is instead is not said: a mix-up is settled at the bedside, not by reading another's name.
            if (await ScannedTube.FindAsync(connection, site, tube, stop) is not { } row)
            {
                return (rows, new(CollectOutcome.UnknownTube, [tube]), false);
            }

            if (row.Patient != patient)
            {
                return (rows, new(CollectOutcome.WrongTube, [tube]), true);
            }

            // A tube that came in before it was noted may be noted afterwards.
            if (row.CollectedAt is not null
                || row.State is not (SpecimenState.Planned or SpecimenState.Collected or SpecimenState.Received))
            {
                return (rows, new(CollectOutcome.TubeDone, [tube]), false);
            }

            if (rows.TrueForAll(one => one.Specimen != row.Specimen))
            {
                rows.Add(row);
            }
        }

        return (rows, null, false);
    }

    private static bool IsHers(PatientCard card, string wristband) =>
        card.Number is { } number && string.Equals(
            number.Value.Trim(), wristband.Trim(), StringComparison.OrdinalIgnoreCase);
}
