using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Orders;

/// <summary>Why an order was not changed.</summary>
public enum ChangeRefusal : byte
{
    /// <summary>It was, or the custodian stood in the way.</summary>
    None = 0,

    /// <summary>There is no such order or analysis.</summary>
    Gone = 1,

    /// <summary>It is done, or cancelled already.</summary>
    TooLate = 2,

    /// <summary>Somebody changed it meanwhile.</summary>
    Changed = 3,

    /// <summary>No tube of the order can take it: too old, too full, not stored, or not of its kind.</summary>
    NoTube = 4,

    /// <summary>It is ordered already.</summary>
    Ordered = 5,

    /// <summary>It is labelled sensitive, and who asks does not open what is: it needs an order of its own.</summary>
    Sensitive = 6,

    /// <summary>The laboratory does not offer it.</summary>
    Missing = 7,
}

/// <summary>What became of a change.</summary>
public sealed record OrderChanged(
    SealOutcome Outcome, DecisionReason Reason, ChangeRefusal Refusal = ChangeRefusal.None)
{
    /// <summary>Whether it is stored.</summary>
    public bool IsDone => Outcome == SealOutcome.Saved;
}

/// <summary>
/// Cancels analyses of an order, or adds some to tubes that are there. The sealed order and the rows change together;
/// of two who change it at once, the second is told.
/// </summary>
public sealed class ChangeOrder(
    RecordDoor door, SaveEntries save, DatabaseLocation main, Catalogues catalogues, TimeProvider clock)
{
    /// <summary>Cancels one analysis, or all that are not done yet.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="request">The order.</param>
    /// <param name="task">Which analysis; null for all.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="author">Who.</param>
    /// <param name="session">The session's secret.</param>
    /// <param name="stop">Until the commit.</param>
    public Task<OrderChanged> CancelAsync(
        PatientId patient, EntryId request, EntryId? task, string reason, SessionDescription author,
        SessionToken session, CancellationToken stop) =>
        CancelSomeAsync(patient, request, task is { } one ? [one] : null, reason, author, session, stop);

    /// <summary>Cancels several analyses for one reason; null for all that are not done yet.</summary>
    /// <remarks>Where one of them is done or cancelled meanwhile, none is cancelled.</remarks>
    public async Task<OrderChanged> CancelSomeAsync(
        PatientId patient, EntryId request, IReadOnlyCollection<EntryId>? tasks, string reason,
        SessionDescription author, SessionToken session, CancellationToken stop)
    {
        if (await ReadAsync(patient, request, stop) is not { } order)
        {
            return Refused(ChangeRefusal.Gone);
        }

        TaskRow[] targets = [.. order.Tasks.Where(one => (tasks is null || tasks.Contains(one.Task)) && IsOpen(one))];
        if (targets.Length == 0 || (tasks is not null && tasks.Distinct().Count() > targets.Length))
        {
            return Refused(ChangeRefusal.TooLate);
        }

        TaskRow[] sensitive = [.. targets.Where(one => one.IsSensitive)];
        if (sensitive.Length > 0 && (order.Row.Sensitive is null || !author.ConfirmsSensitive))
        {
            return Refused(ChangeRefusal.Sensitive);
        }

        CancelledAnalysis cancelled = new(reason, clock.GetUtcNow(), author.StaffId);
        List<EntryDraft> drafts = [];
        string[] codes = [.. targets.Select(one => one.Analysis).OfType<string>()];
        bool isWhole = order.Tasks.All(targets.Contains);
        if (isWhole || codes.Length > 0)
        {
            (OrderChanged? refused, EntryVersion? seen, ServiceRequest? resource) =
                await OpenAsync(patient, request, Compartment.Laboratory, session, stop);
            if (resource is null)
            {
                return refused!;
            }

            ServiceRequestResource.Cancel(resource, isWhole ? null : codes, cancelled);
            drafts.Add(new(resource, Compartment.Laboratory, seen));
        }

        if (sensitive.Length > 0)
        {
            (OrderChanged? refused, EntryVersion? seen, ServiceRequest? resource) =
                await OpenAsync(patient, order.Row.Sensitive!.Value, Compartment.Sensitive, session, stop);
            if (resource is null || ServiceRequestResource.Read(resource) is not { } part)
            {
                return refused ?? Refused(ChangeRefusal.Gone);
            }

            IReadOnlyDictionary<EntryId, OrderedAnalysis> known =
                await MatchSensitive.RunAsync(door, part, order.Tubes, sensitive, session, stop);
            if (known.Count < sensitive.Length)
            {
                return Refused(ChangeRefusal.Gone);
            }

            ServiceRequestResource.Cancel(
                resource,
                order.Tasks.Where(one => one.IsSensitive).All(targets.Contains)
                    ? null
                    : [.. known.Values.Select(one => one.Code)],
                cancelled);
            drafts.Add(new(resource, Compartment.Sensitive, seen));
        }

        return await SaveAsync(
            patient, drafts, session,
            (connection, transaction, stopping) =>
                CancelRowsAsync(connection, transaction, order, targets, cancelled.At, stopping),
            stop);
    }

    /// <summary>Adds one analysis to a tube of the order that can still take it.</summary>
    /// <remarks>One that is labelled sensitive is sealed apart, by somebody who opens what is.</remarks>
    public async Task<OrderChanged> AddAsync(
        PatientId patient, EntryId request, string code, SessionDescription author, SessionToken session,
        CancellationToken stop)
    {
        if (await ReadAsync(patient, request, stop) is not { } order || order.Row.Status == RequestStatus.Revoked)
        {
            return Refused(ChangeRefusal.Gone);
        }

        DateTimeOffset now = clock.GetUtcNow();
        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(order.Row.Site, stop);
        if (catalogue.Find(code) is not { IsRetired: false } analysis)
        {
            return Refused(ChangeRefusal.Missing);
        }

        if (analysis.IsSensitive && !author.ConfirmsSensitive)
        {
            return Refused(ChangeRefusal.Sensitive);
        }

        if (order.Tasks.Exists(one => string.Equals(one.Analysis, analysis.Code, StringComparison.Ordinal)
                && one.Status != AnalysisStatus.Cancelled))
        {
            return Refused(ChangeRefusal.Ordered);
        }

        if (AddOnRules.Choose(analysis, order.Tubes, order.Tasks, catalogue, now) is not { } tube)
        {
            return Refused(ChangeRefusal.NoTube);
        }

        (OrderChanged? refused, AddedPart? part) = analysis.IsSensitive
            ? await AddSensitiveAsync(order, tube, analysis, session, stop)
            : await AddPlainAsync(order, analysis, session, stop);
        if (part is null)
        {
            return refused!;
        }

        TaskRow added = PlacedRows.TaskOf(order.Row, tube, analysis, part.Token, now);
        return await SaveAsync(
            patient, [part.Draft], session,
            async (connection, transaction, stopping) =>
            {
                await TaskRows.InsertAsync(connection, transaction, added, stopping);
                if (part.Draft.Entry is { } first)
                {
                    await RequestRows.SetSensitiveAsync(connection, transaction, order.Row, first, stopping);
                }

                // The tube's row moves too: nobody destroys it in the moment in which something is added to it.
                Require(await SpecimenRows.UpdateAsync(
                    connection, transaction, tube with { ChangedAt = now }, stopping));
                Require(await RequestRows.SetStatusAsync(
                    connection, transaction, order.Row, RequestStatus.Active, now, stopping));
            },
            stop);
    }

    private async Task<(OrderChanged? Refused, AddedPart? Part)> AddPlainAsync(
        OpenOrder order, Analysis analysis, SessionToken session, CancellationToken stop)
    {
        (OrderChanged? refused, EntryVersion? seen, ServiceRequest? resource) =
            await OpenAsync(order.Row.Patient, order.Row.Request, Compartment.Laboratory, session, stop);
        if (resource is null)
        {
            return (refused, null);
        }

        ServiceRequestResource.Add(resource, [Ordered(analysis)]);
        return (null, new(new(resource, Compartment.Laboratory, seen), 0));
    }

    private async Task<(OrderChanged? Refused, AddedPart? Part)> AddSensitiveAsync(
        OpenOrder order, SpecimenRow tube, Analysis analysis, SessionToken session, CancellationToken stop)
    {
        PatientId patient = order.Row.Patient;
        bool isFirst = order.Row.Sensitive is null;
        (OrderChanged? refused, EntryVersion? seen, ServiceRequest? resource) = await OpenAsync(
            patient, order.Row.Sensitive ?? order.Row.Request,
            isFirst ? Compartment.Laboratory : Compartment.Sensitive, session, stop);
        if (resource is null || ServiceRequestResource.Read(resource) is not { } read)
        {
            return (refused ?? Refused(ChangeRefusal.Gone), null);
        }

        if (read.Analyses.Any(one => one.Cancelled is null
            && string.Equals(one.Code, analysis.Code, StringComparison.Ordinal)))
        {
            return (Refused(ChangeRefusal.Ordered), null);
        }

        long token = (await AnalysisTokens.MakeAsync(door, [(tube.Number, analysis.Code)], session, stop))[0];
        if (isFirst)
        {
            OrderDetails part = read with
            {
                Analyses = [Ordered(analysis)], PartOf = order.Row.Request, Cancelled = null,
                Status = RequestStatus.Active,
            };
            return (null, new(
                new(ServiceRequestResource.Write(part, patient), Compartment.Sensitive, null, EntryId.New()), token));
        }

        ServiceRequestResource.Add(resource, [Ordered(analysis)]);
        return (null, new(new(resource, Compartment.Sensitive, seen), token));
    }

    private static OrderedAnalysis Ordered(Analysis analysis) => new(analysis.Code, analysis.Loinc, analysis.Fr);

    // A provisional result was given out: that is not taken back by a cancellation.
    private static bool IsOpen(TaskRow task) =>
        task is { Status: AnalysisStatus.Registered or AnalysisStatus.Ready, FinalAt: null };

    private static OrderChanged Refused(ChangeRefusal refusal) =>
        new(SealOutcome.Refused, DecisionReason.None, refusal);

    private static void Require(bool isUpdated)
    {
        if (!isUpdated)
        {
            throw new OrderMovedException();
        }
    }

    private static async Task CancelRowsAsync(
        DbConnection connection, DbTransaction transaction, OpenOrder order, TaskRow[] targets, DateTimeOffset now,
        CancellationToken stop)
    {
        foreach (TaskRow target in targets)
        {
            Require(await TaskRows.UpdateAsync(
                connection, transaction, target with { Status = AnalysisStatus.Cancelled, ChangedAt = now }, stop));
        }

        TaskRow[] left = [.. order.Tasks.Except(targets).Where(one => one.Status != AnalysisStatus.Cancelled)];
        foreach (SpecimenRow tube in order.Tubes.Where(one =>
            one.State == SpecimenState.Planned && !Array.Exists(left, task => task.Specimen == one.Specimen)))
        {
            Require(await SpecimenRows.UpdateAsync(
                connection, transaction, tube with { State = SpecimenState.Cancelled, ChangedAt = now }, stop));
        }

        RequestStatus status = left.Length == 0 ? RequestStatus.Revoked
            : Array.TrueForAll(left, one => one.Status == AnalysisStatus.Final) ? RequestStatus.Completed
            : RequestStatus.Active;

        // Written even where the status stays: two who cancel and add at once must meet in one row.
        Require(await RequestRows.SetStatusAsync(connection, transaction, order.Row, status, now, stop));
        if (status == RequestStatus.Revoked)
        {
            await LaboratoryCounts.AddAsync(
                connection, transaction,
                new LaboratoryCount(order.Row.Site, order.Row.LaboratoryId, now, null, CountKind.Revoked), stop);
        }
    }

    private async Task<OpenOrder?> ReadAsync(PatientId patient, EntryId request, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await RequestRows.FindAsync(connection, null, patient, request, stop) is { } row
            ? new(
                row, await SpecimenRows.OfRequestAsync(connection, null, patient, request, stop),
                await TaskRows.OfRequestAsync(connection, null, patient, request, stop))
            : null;
    }

    private async Task<(OrderChanged? Refused, EntryVersion? Seen, ServiceRequest? Resource)> OpenAsync(
        PatientId patient, EntryId entry, Compartment compartment, SessionToken session, CancellationToken stop)
    {
        EntryOpened<ServiceRequest> opened = await door.OpenOneAsync<ServiceRequest>(
            new(patient, entry, 1), compartment, new(session, AccessPurpose.Care), stop);
        return opened.Current is { } current
            ? (null, current.Version, current.Resource)
            : (new(opened.Refusal, opened.Reason), null, null);
    }

    private async Task<OrderChanged> SaveAsync(
        PatientId patient, IReadOnlyList<EntryDraft> drafts, SessionToken session,
        Func<DbConnection, DbTransaction, CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            EntriesSaved saved = await save.RunAsync(
                patient, drafts, session, stop,
                (connection, transaction, _, stopping) => work(connection, transaction, stopping));
            return saved.Outcome == SealOutcome.VersionConflict
                ? new(saved.Outcome, saved.Reason, ChangeRefusal.Changed)
                : new(saved.Outcome, saved.Reason);
        }
        catch (OrderMovedException)
        {
            return new(SealOutcome.VersionConflict, DecisionReason.None, ChangeRefusal.Changed);
        }
    }

    private sealed record AddedPart(EntryDraft Draft, long Token);

    private sealed record OpenOrder(RequestRow Row, List<SpecimenRow> Tubes, List<TaskRow> Tasks);

    /// <summary>Rolls the transaction back: a row was changed meanwhile.</summary>
    private sealed class OrderMovedException : Exception;
}
