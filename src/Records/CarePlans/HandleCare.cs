using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Records.CarePlans;

/// <summary>How the recording of a care ended.</summary>
public enum CareOutcome
{
    /// <summary>Stored.</summary>
    Saved,

    /// <summary>Somebody recorded it first.</summary>
    Handled,

    /// <summary>No such care here.</summary>
    Unknown,

    /// <summary>The custodian refused, or wants a touch.</summary>
    Refused,
}

/// <summary>The answer.</summary>
public sealed record CareSaved(
    CareOutcome Outcome, ActorId? HandledBy = null, DateTimeOffset? HandledAt = null,
    Outcome Closed = CustodyProtocol.Outcome.Allowed, DecisionReason Reason = DecisionReason.None)
{
    internal static CareSaved From(EntriesSaved saved) => saved.Outcome switch
    {
        SealOutcome.Saved => new(CareOutcome.Saved),
        SealOutcome.VersionConflict => new(
            CareOutcome.Handled, saved.Conflict!.Author,
            DateTimeOffset.FromUnixTimeMilliseconds(saved.Conflict.RecordedAtMs)),
        SealOutcome.StepUp => new(CareOutcome.Refused, Closed: CustodyProtocol.Outcome.StepUp, Reason: saved.Reason),
        _ => new(CareOutcome.Refused, Closed: CustodyProtocol.Outcome.Refused, Reason: saved.Reason),
    };
}

/// <summary>
/// Plans a care, records that it was given or why not, stops it. Of two people who record one care the second is told
/// who was first.
/// </summary>
public sealed class HandleCare(SaveEntries save, RecordDoor door, DatabaseLocation main)
{
    private const int StoppedStatus = 5;

    /// <summary>Plans a care for a patient of a unit.</summary>
    public async Task<CareSaved> PlanAsync(
        PatientId patient, int unit, string title, CareSchedule schedule, SessionDescription author,
        SessionToken session, DateTimeOffset now, CancellationToken stop)
    {
        short site = await SiteOfAsync(author, stop);
        EntryId action = EntryId.New();
        return CareSaved.From(await save.RunAsync(
            patient,
            [
                new(CareResources.Plan(patient, title, schedule, author.StaffId, now), Compartment.Clinical,
                    Entry: action),
            ],
            session, stop,
            (connection, transaction, _, cancel) => CareTaskRows.AddAsync(
                connection, transaction, new(patient, action, schedule.Start, unit), site, cancel)));
    }

    /// <summary>Records a care that was due; times that passed meanwhile are recorded as missed.</summary>
    public Task<CareSaved> RecordAsync(
        EntryVersion plan, DateTimeOffset due, CareResult result, string? reason, SessionDescription author,
        SessionToken session, DateTimeOffset now, TimeZoneInfo zone, CancellationToken stop) =>
        ChangeAsync(plan, due, (int)result, author, session, now, (current, action) =>
        {
            (IReadOnlyList<DateTimeOffset> missed, DateTimeOffset? next) = action.Schedule.Handle(due, now, zone);
            List<EntryDraft> drafts =
            [
                Draft(new(plan.Entry, due, result, author.StaffId, now, reason)),
                .. missed.Select(one =>
                    Draft(new(plan.Entry, one, CareResult.Missed, author.StaffId, now, null))),
            ];
            if (next is null)
            {
                drafts.Add(new(
                    CareResources.Stopped(current.Resource, isComplete: true, null), Compartment.Clinical,
                    current.Version));
            }

            return (drafts, next);

            EntryDraft Draft(CareRecord record) =>
                new(CareResources.Record(plan.Patient, record), Compartment.Clinical);
        }, stop);

    /// <summary>Stops a care, with a reason.</summary>
    public Task<CareSaved> StopAsync(
        EntryVersion plan, DateTimeOffset due, string reason, SessionDescription author, SessionToken session,
        DateTimeOffset now, CancellationToken stop) =>
        ChangeAsync(plan, due, StoppedStatus, author, session, now, (current, _) => (
            [
                new(CareResources.Stopped(current.Resource, isComplete: false, reason), Compartment.Clinical,
                    current.Version),
            ],
            null), stop);

    private async Task<CareSaved> ChangeAsync(
        EntryVersion plan, DateTimeOffset due, int status, SessionDescription author, SessionToken session,
        DateTimeOffset now,
        Func<CurrentEntry<CarePlan>, CareAction, (List<EntryDraft> Drafts, DateTimeOffset? Next)> change,
        CancellationToken stop)
    {
        EntryOpened<CarePlan> opened = await door.OpenOneAsync<CarePlan>(
            plan, Compartment.Clinical, new(session, AccessPurpose.Care), stop);
        if (opened.Outcome != Outcome.Allowed)
        {
            return new(CareOutcome.Refused, Closed: opened.Outcome, Reason: opened.Reason);
        }

        CurrentEntry<CarePlan>? current = opened.Current;
        if (current is null || CareResources.Read(current) is not { } action
            || await CareTaskRows.FindAsync(main, plan.Patient, plan.Entry, due, stop) is not { } row)
        {
            return new(CareOutcome.Unknown);
        }

        if (row.By is not null)
        {
            return new(CareOutcome.Handled, row.By, row.At);
        }

        short site = await SiteOfAsync(author, stop);
        (List<EntryDraft> drafts, DateTimeOffset? next) = change(current, action);
        try
        {
            return CareSaved.From(await save.RunAsync(
                plan.Patient, drafts, session, stop,
                async (connection, transaction, _, cancel) =>
                {
                    CareTaskRow here = new(plan.Patient, plan.Entry, due, row.UnitId, row.Status);
                    await CareTaskRows.TurnAsync(
                        connection, transaction, here, status, author.StaffId, now, cancel);
                    if (next is { } following)
                    {
                        await CareTaskRows.AddAsync(
                            connection, transaction, here with { Due = following }, site, cancel);
                    }
                }));
        }
        catch (CareHandledException)
        {
            CareTaskFound? first =
                await CareTaskRows.FindAsync(main, plan.Patient, plan.Entry, due, stop);
            return new(CareOutcome.Handled, first?.By, first?.At);
        }
    }

    private async Task<short> SiteOfAsync(SessionDescription author, CancellationToken stop) =>
        await door.SiteOfCodeAsync(author.SiteCode, stop)
        ?? throw new InvalidOperationException("the session's site is unknown");
}
