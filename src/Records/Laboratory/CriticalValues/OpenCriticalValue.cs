using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;

namespace Serment.Records.Laboratory.CriticalValues;

/// <summary>A critical value with what the caller needs: no name of the patient.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Made">The determination; null where none opened.</param>
/// <param name="Details">The order: prescriber and question.</param>
/// <param name="Calls">Calls about it, newest first.</param>
/// <param name="Settings">Limits, and who follows.</param>
public sealed record CriticalView(
    CriticalRow Row, Determination? Made, OrderDetails? Details, IReadOnlyList<CriticalCall> Calls,
    CriticalSettings Settings)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CriticalView);
}

/// <summary>What opening it gave.</summary>
public sealed record CriticalOpened(Outcome Outcome, DecisionReason Reason, CriticalView? View)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CriticalOpened);
}

/// <summary>Opens one critical value for the call: one disclosure of one patient, without the identity.</summary>
public sealed class OpenCriticalValue(
    CriticalList list, CriticalSettingRows settings, RecordDoor door, DatabaseLocation main)
{
    /// <summary>Opens it.</summary>
    public async Task<CriticalOpened> RunAsync(
        PatientId patient, EntryId task, SessionDescription who, SessionToken session, DateTimeOffset now,
        CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(who.SiteCode, stop) is not { } site
            || await list.FindAsync(
                site, [.. who.Units.Select(unit => unit.UnitId)], patient, task, now, stop) is not { } row)
        {
            return new(Outcome.Allowed, DecisionReason.None, null);
        }

        Compartment compartment = row.Analysis is null ? Compartment.Sensitive : Compartment.Laboratory;
        using OpenResult opened = await door.OpenAsync(
            patient,
            EntrySelection.Of(CompartmentSet.Of(compartment), "Observation", "ServiceRequest", "Communication"),
            new(session, AccessPurpose.Care), stop);
        if (opened.Record is not { } record)
        {
            return new(opened.Outcome, opened.Reason, null);
        }

        if (compartment == Compartment.Sensitive && record.Unopened.Count > 0)
        {
            return new(Outcome.StepUp, DecisionReason.TouchNeeded, null);
        }

        List<RunRow> runs;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            runs = await RunRows.OfRequestAsync(connection, null, patient, row.Request, stop);
        }

        Dictionary<EntryId, Determination> made = ReadEntries.Of<Observation>(record.Entries)
            .Select(one => (one.Version.Entry, Made: ObservationResource.Read(one.Resource)))
            .Where(one => one.Made is not null)
            .ToDictionary(one => one.Entry, one => one.Made!);
        return new(Outcome.Allowed, opened.Reason, new(
            row,
            runs.Where(run => run.Task == task && run.State != RunState.Rejected && made.ContainsKey(run.Entry))
                .OrderByDescending(run => run.State == RunState.Kept)
                .ThenByDescending(run => run.ResultedAt)
                .Select(run => made[run.Entry])
                .FirstOrDefault(),
            ReadEntries.Of<ServiceRequest>(record.Entries)
                .Select(one => ServiceRequestResource.Read(one.Resource))
                .FirstOrDefault(one => string.Equals(one?.Number, row.Number, StringComparison.Ordinal)),
            [.. CriticalCalls.Of(record.Entries).Where(call => call.Task == task)],
            await settings.OfAsync(site, row.LaboratoryId, stop)));
    }
}
