using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Locations;

namespace Serment.Records.Encounters;

/// <summary>A movement as somebody types it.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="At">When it took effect; null for now.</param>
/// <param name="Unit">Where to.</param>
/// <param name="BedId">Which bed of the unit.</param>
/// <param name="Class">What kind of stay an arrival begins.</param>
/// <param name="Physician">Who is responsible from then on.</param>
/// <param name="Disposition">Where somebody goes who leaves.</param>
public sealed record MovementDraft(
    MovementKind Kind, DateTimeOffset? At = null, UnitDescription? Unit = null, long? BedId = null,
    StayClass Class = StayClass.Inpatient, ActorId? Physician = null, Disposition? Disposition = null);

/// <summary>A change of a stay.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Seen">The version that was shown; null to begin a stay.</param>
/// <param name="Movement">A movement to add.</param>
/// <param name="Cancels">Or the number of a movement to cancel.</param>
/// <param name="ExpectedOut">The day on which she is expected to leave; null leaves it as it is.</param>
/// <param name="Isolation">Whether she must lie alone; null leaves it as it is.</param>
/// <param name="Plans">Whether no day of leaving means that there is none any more.</param>
/// <param name="Orients">Whether it decides where she goes from the emergency department.</param>
/// <param name="Orientation">Where to; null withdraws what was decided.</param>
public sealed record StayDraft(
    PatientId Patient, EntryVersion? Seen, MovementDraft? Movement = null, long? Cancels = null,
    DateOnly? ExpectedOut = null, bool? Isolation = null, bool Plans = false, bool Orients = false,
    OrientationDraft? Orientation = null);

/// <summary>What became of it.</summary>
/// <param name="Outcome">Saved, or why not.</param>
/// <param name="Reason">The custodian's reason.</param>
public sealed record StayChanged(SealOutcome Outcome, DecisionReason Reason)
{
    /// <summary>The stay's new version; after a conflict the one that stands there now.</summary>
    public EntryVersion? Version { get; init; }

    /// <summary>After a conflict: where the stay stands now.</summary>
    public StayHistory? Current { get; init; }

    /// <summary>Why the movement does not fit; then nothing was saved.</summary>
    public MovementRefusal Movement { get; init; }

    /// <summary>The movement that stands in the way.</summary>
    public Movement? InTheWay { get; init; }

    /// <summary>Why the bed cannot be taken; then nothing was saved.</summary>
    public BedRefusal Bed { get; init; }

    /// <summary>Who saved first, where two changed one stay at once.</summary>
    public ActorId? SavedBy { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(StayChanged);
}

/// <summary>
/// Adds a movement to a stay, cancels one, or changes what is planned: the sealed Encounter, its rows and the bed in one
/// transaction. Care relationships are declared before it, so that nobody lies in a unit whose staff does not open the
/// record, and ended after it.
/// </summary>
public sealed class ChangeStay(
    RecordDoor door, SaveEntries save, CustodianClient custodian, DatabaseLocation main, TimeProvider clock)
{
    private static readonly EntrySelection Stays =
        EntrySelection.Of(CompartmentSet.Of(Compartment.Identity), CurrentStay.Type);

    private readonly DeclareCare care = new(custodian);

    /// <summary>Changes it.</summary>
    public async Task<StayChanged> RunAsync(
        StayDraft draft, SessionDescription by, SessionToken session, CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(by.SiteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");

        // A card's purpose opens no more than where somebody is and was: what a desk or a ward at night needs.
        using OpenResult opened = await door.OpenAsync(
            draft.Patient, Stays, new(session, AccessPurpose.Card), stop);
        if (opened.Record is not { } record)
        {
            return new(opened.Outcome == Outcome.StepUp ? SealOutcome.StepUp : SealOutcome.Refused, opened.Reason);
        }

        (CurrentEntry<Encounter> Current, Stay Stay)[] all = [.. EncounterResource.StaysOf(record.Entries)];
        (CurrentEntry<Encounter>? current, Stay? changed) = draft.Seen is { } seen
            ? Array.Find(all, one => one.Current.Version.Entry == seen.Entry)
            : default;
        if (draft.Seen is not null && current is null)
        {
            return new(SealOutcome.Refused, DecisionReason.NotThisEntry);
        }

        if (current is not null && current.Version.Version != draft.Seen!.Version)
        {
            return new(SealOutcome.VersionConflict, DecisionReason.None)
            {
                SavedBy = current.Author,
                Version = current.Version,
                Current = changed!.History,
            };
        }

        Stay before = changed ?? Stay.Empty;
        Stay[] others = [.. all.Where(one => one.Current != current).Select(one => one.Stay)];
        (StayDecision decision, BedRefusal bed) = await DecideAsync(draft, before, others, site, by.StaffId, stop);
        if (decision.Stay is not { } after)
        {
            return new(SealOutcome.Refused, DecisionReason.None)
            {
                Movement = decision.Why, InTheWay = decision.At, Bed = bed,
            };
        }

        Change change = new(
            current?.Version.Patient ?? record.Survivor, current?.Version, current?.Resource ?? new(), before, after,
            draft.Cancels is not null, draft.Cancels is not null || draft.Orients, site,
            [.. record.Decisions.Select(one => one.Patient).Append(record.Survivor).Distinct()]);
        StayChanged saved = await SaveAsync(change, by, session, stop);

        // Somebody saved between our reading and our writing: read again, and tell what she saved.
        return saved.Outcome == SealOutcome.VersionConflict
            ? await RunAsync(draft, by, session, stop)
            : saved;
    }

    private async Task<(StayDecision Decision, BedRefusal Bed)> DecideAsync(
        StayDraft draft, Stay before, Stay[] others, short site, ActorId by, CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow().AsStored();
        Stay planned = before with
        {
            ExpectedOut = draft.Plans ? draft.ExpectedOut : draft.ExpectedOut ?? before.ExpectedOut,
            Isolation = draft.Isolation ?? before.Isolation,
        };
        if (draft.Cancels is { } cancels)
        {
            return (StayRules.Cancel(planned, cancels, by, others, now), BedRefusal.None);
        }

        if (draft.Orients)
        {
            Orientation? decided = draft.Orientation is { } to
                ? new(to.Kind, to.Unit?.UnitId, to.Unit?.Name, now, by)
                : null;
            return before.MayBeOriented
                ? (new(planned with { Orientation = decided }, MovementRefusal.None), BedRefusal.None)
                : (new(null, MovementRefusal.NotWaiting), BedRefusal.None);
        }

        if (draft.Movement is not { } typed)
        {
            return (StayRules.Plan(new(planned, MovementRefusal.None), draft.ExpectedOut), BedRefusal.None);
        }

        (Place? place, BedRefusal bed) = await PlaceAsync(typed, site, stop);
        if (bed != BedRefusal.None)
        {
            return (new(null, MovementRefusal.None), bed);
        }

        StayDecision added = StayRules.Add(
            planned,
            new()
            {
                Id = OpaqueId.Draw(),
                Kind = typed.Kind,
                At = typed.At is { } at ? at.AsStored() : now,
                EnteredAt = now,
                EnteredBy = by,
                Place = place,
                Class = typed.Kind == MovementKind.Arrival ? typed.Class : StayClass.Inpatient,
                Physician = typed.Physician,
                Disposition = typed.Kind == MovementKind.Discharge ? typed.Disposition : null,
            },
            others, now);
        return (StayRules.Plan(added, draft.ExpectedOut), BedRefusal.None);
    }

    private async Task<(Place? Place, BedRefusal Bed)> PlaceAsync(
        MovementDraft typed, short site, CancellationToken stop)
    {
        if (typed.Unit is not { } unit)
        {
            return (null, BedRefusal.None);
        }

        if (typed.BedId is not { } id)
        {
            return (new(unit.UnitId, null, unit.Name), BedRefusal.None);
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        Bed? bed = (await ListBeds.RowsAsync(connection, site, unit.UnitId, stop)).Find(one => one.BedId == id);
        return bed is null
            ? (null, BedRefusal.Gone)
            : (new(unit.UnitId, id, $"{unit.Name} · {bed.Label}"), BedRefusal.None);
    }

    private async Task<StayChanged> SaveAsync(
        Change change, SessionDescription by, SessionToken session, CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow().AsStored();
        EntryId entry = change.Version?.Entry ?? EntryId.New();
        StayHistory before = change.Before.History;
        StayHistory after = change.After.History;
        IReadOnlyList<DeclaredCare> declared;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            declared = await StayCareRows.ReadAsync(connection, change.Patient, entry.Value, stop);
        }

        IReadOnlyList<WantedCare> wanted = StayCare.Wanted(after, now, change.After.Awaited);
        List<DeclaredCare> fresh = [];
        bool isSaved = false;
        try
        {
            foreach (WantedCare one in wanted.Where(one => !StayCare.IsCovered(one, declared, by.StaffId, now)))
            {
                fresh.Add(await care.DeclareAsync(change.Patient, one, by, session, stop));
            }

            DeclaredCare[] over = [.. declared.Where(one => !wanted.Any(still => StayCare.IsFor(one, still)))];
            EncounterResource.Write(change.After, change.Patient, change.Resource);
            EntriesSaved saved = await save.RunAsync(
                change.Patient,
                [new(change.Resource, Compartment.Identity, change.Version, entry)],
                session, stop,
                async (connection, transaction, _, stopping) =>
                {
                    await StayRows.WriteAsync(
                        connection,
                        new()
                        {
                            Transaction = transaction,
                            Site = change.Site,
                            Patient = change.Patient,
                            Encounter = entry.Value,
                            Version = (change.Version?.Version ?? 0) + 1,
                            Before = before,
                            After = after,
                            Stay = change.After,
                            IsCancellation = change.IsCancellation,
                            NowMs = now.ToUnixTimeMilliseconds(),
                            Records = change.Records,
                        },
                        stopping);
                    await WriteCareAsync(connection, transaction, change.Patient, entry, fresh, over, stopping);
                });
            isSaved = saved.Outcome == SealOutcome.Saved;
            if (isSaved)
            {
                await EndAsync(over, change.EndsAtOnce, session, now);
            }

            return new(saved.Outcome, saved.Reason)
            {
                Version = isSaved ? saved.Versions[0] : null, SavedBy = saved.Conflict?.Author,
            };
        }
        catch (BedRefusedException refused)
        {
            return new(SealOutcome.Refused, DecisionReason.None)
            {
                Bed = refused.Why == BedRefusal.OtherStay ? BedRefusal.None : refused.Why,
                Movement = refused.Why == BedRefusal.OtherStay ? MovementRefusal.OtherStay : MovementRefusal.None,
            };
        }
        finally
        {
            if (!isSaved)
            {
                foreach (DeclaredCare one in fresh)
                {
                    await care.EndAsync(one, session);
                }
            }
        }
    }

    private static async Task WriteCareAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, EntryId entry,
        List<DeclaredCare> fresh, DeclaredCare[] over, CancellationToken stop)
    {
        foreach (DeclaredCare one in fresh)
        {
            await StayCareRows.InsertAsync(connection, transaction, patient, entry.Value, one, stop);
        }

        foreach (DeclaredCare one in over)
        {
            await StayCareRows.DeleteAsync(connection, transaction, patient, entry.Value, one.Relationship, stop);
        }
    }

    // Within a day the custodian takes an ending for a mistake and leaves no after-care. A patient who moves on after an
    // hour is no mistake: her first unit still writes its letter, so that care lapses by itself.
    private async Task EndAsync(DeclaredCare[] over, bool endsAtOnce, SessionToken session, DateTimeOffset now)
    {
        foreach (DeclaredCare one in over)
        {
            if (endsAtOnce || one.From < now - StayCare.Mistake)
            {
                await care.EndAsync(one, session);
            }
        }
    }

    private sealed record Change(
        PatientId Patient, EntryVersion? Version, Encounter Resource, Stay Before, Stay After, bool IsCancellation,
        bool EndsAtOnce, short Site, IReadOnlyList<PatientId> Records);
}
