using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Orders;

/// <summary>What somebody orders.</summary>
public sealed record OrderRequest
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>
    /// The order's own number, drawn when its form was made: a form that is sent twice is one order.
    /// </summary>
    public required EntryId Request { get; init; }

    /// <summary>To which laboratory.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>Codes of analyses and panels.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>How soon.</summary>
    public OrderPriority Priority { get; init; } = OrderPriority.Routine;

    /// <summary>When the specimens are to be taken, of a timed one.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>What the laboratory must know.</summary>
    public OrderContext Context { get; init; } = OrderContext.None;

    /// <summary>Sex and coarse age.</summary>
    public required BenchPerson Person { get; init; }

    /// <summary>The unit that orders; 0 from outside.</summary>
    public int WardId { get; init; }

    /// <summary>Who of the staff answers for the order; null from outside.</summary>
    public ActorId? Requester { get; init; }

    /// <summary>Who prescribed, from outside.</summary>
    public OutsidePrescriber? Prescriber { get; init; }

    /// <summary>The day of an outside prescription.</summary>
    public DateOnly? PrescribedOn { get; init; }

    /// <summary>Who takes the specimens.</summary>
    public CollectionPlan Collection { get; init; } = CollectionPlan.Ward;

    /// <summary>When they were taken, where they were.</summary>
    public DateTimeOffset? CollectedAt { get; init; }

    /// <summary>By whom, in words.</summary>
    public string? CollectorName { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(OrderRequest);
}

/// <summary>Why an order was not placed.</summary>
public enum OrderRefusal : byte
{
    /// <summary>It was, or the custodian or somebody else stood in the way.</summary>
    None = 0,

    /// <summary>No analysis.</summary>
    Empty = 1,

    /// <summary>More than <see cref="PlanTubes.MaxAnalyses"/>.</summary>
    TooMany = 2,

    /// <summary>The laboratory does not offer some of them.</summary>
    Missing = 3,

    /// <summary>There is no such laboratory, or it takes no orders.</summary>
    NoLaboratory = 4,

    /// <summary>The time lies in the past, or too far ahead.</summary>
    Time = 5,
}

/// <summary>What became of an order.</summary>
/// <param name="Outcome">Saved, or why not.</param>
/// <param name="Reason">The custodian's reason.</param>
/// <param name="Refusal">What is wrong with the order itself.</param>
public sealed record OrderPlaced(SealOutcome Outcome, DecisionReason Reason, OrderRefusal Refusal = OrderRefusal.None)
{
    /// <summary>The order as a row.</summary>
    public RequestRow? Row { get; init; }

    /// <summary>Its tubes as rows, in the order of draw.</summary>
    public IReadOnlyList<SpecimenRow> Tubes { get; init; } = [];

    /// <summary>Codes that the laboratory does not offer.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Whether it was there already: its form was sent twice.</summary>
    public bool WasThere { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(OrderPlaced);
}

/// <summary>
/// Places an order: all of it, or nothing. First the care of the laboratory's unit is declared, then the sealed order,
/// its sensitive part, the sealed tubes and all rows go into one transaction; what was declared is ended where that
/// fails. After a crash between the two there is a declaration without an order, which the log shows and which lapses;
/// never an order that the laboratory cannot open.
/// </summary>
public sealed class PlaceOrder(
    RecordDoor door, SaveEntries save, CustodianClient custodian, DatabaseLocation main, Catalogues catalogues,
    Laboratories laboratories, TimeProvider clock)
{
    /// <summary>How long an order makes the laboratory's staff carers.</summary>
    public static readonly TimeSpan Care = TimeSpan.FromDays(30);

    /// <summary>How far ahead the specimens may be planned.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(366);

    // The custodian's clock may be a little behind ours; a timed order is prepared the day before.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Preparation = TimeSpan.FromDays(1);

    /// <summary>Draws tubes' numbers; a test makes them collide.</summary>
    internal Func<int, string> DrawTube { get; init; } = AccessionNumber.Draw;

    /// <summary>Plans the tubes of an order that is being written, and stores nothing.</summary>
    public async Task<(LaboratoryCatalogue Catalogue, TubePlan Plan)> PlanAsync(
        short site, IReadOnlyList<string> codes, CancellationToken stop)
    {
        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
        string[] single = [.. OrderedCodes.Expand(codes, catalogue).Keys];
        return (catalogue, PlanTubes.Of(single, catalogue, OrderedCodes.InputsOf));
    }

    /// <summary>Places it.</summary>
    /// <exception cref="CustodyException">The record was not disclosed to this session lately, for example.</exception>
    public async Task<OrderPlaced> RunAsync(
        OrderRequest order, SessionDescription author, SessionToken session, CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow().AsStored();
        if (await door.SiteOfCodeAsync(author.SiteCode, stop) is not { } site
            || await laboratories.FindAsync(site, order.LaboratoryId, stop) is not { IsActive: true })
        {
            return Refused(OrderRefusal.NoLaboratory);
        }

        (LaboratoryCatalogue catalogue, TubePlan plan) = await PlanAsync(site, order.Codes, stop);
        if (Refusal(order, plan, now) is var refusal and not OrderRefusal.None)
        {
            return Refused(refusal) with { Missing = plan.Missing };
        }

        if (await FindAsync(order, stop) is { } there)
        {
            return there;
        }

        Placing placing = new(order, plan, catalogue, site, author.StaffId, now);
        bool isSaved = false;
        long care = await DeclareAsync(order, now, session, stop);
        try
        {
            OrderPlaced placed = await TryNumbersAsync(placing, care, session, stop);
            isSaved = placed.Outcome == SealOutcome.Saved;

            // The same form, sent twice at once: the other one was first, and it is the same order.
            return placed.Outcome == SealOutcome.VersionConflict && await FindAsync(order, stop) is { } twin
                ? twin
                : placed;
        }
        finally
        {
            if (!isSaved)
            {
                await EndAsync(care, session);
            }
        }
    }

    private static OrderRefusal Refusal(OrderRequest order, TubePlan plan, DateTimeOffset now) =>
        plan.Missing.Count > 0 ? OrderRefusal.Missing
        : plan.Tubes.Count == 0 ? OrderRefusal.Empty
        : plan.Tubes.Sum(one => one.Analyses.Count) >= PlanTubes.MaxAnalyses ? OrderRefusal.TooMany
        : order.Priority == OrderPriority.Timed
            && (order.PlannedAt is not { } planned || planned < now - Preparation || planned > now + MaxAhead)
            ? OrderRefusal.Time
        : order.CollectedAt is { } collected && (collected > now + Margin || collected < now - (7 * Preparation))
            ? OrderRefusal.Time
        : OrderRefusal.None;

    private static OrderPlaced Refused(OrderRefusal refusal) =>
        new(SealOutcome.Refused, DecisionReason.None, refusal);

    private async Task<OrderPlaced?> FindAsync(OrderRequest order, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await RequestRows.FindAsync(connection, null, order.Patient, order.Request, stop) is { } row
            ? new(SealOutcome.Saved, DecisionReason.None)
            {
                Row = row,
                Tubes = await SpecimenRows.OfRequestAsync(connection, null, order.Patient, order.Request, stop),
                WasThere = true,
            }
            : null;
    }

    private async Task<OrderPlaced> TryNumbersAsync(
        Placing placing, long care, SessionToken session, CancellationToken stop)
    {
        int year = EstablishmentTime.Local(placing.Now).Year;
        for (int draw = 1; ; draw++)
        {
            PlacedRows rows = placing.Draw(AccessionNumber.DrawRequest(year), () => DrawTube(year), care);
            try
            {
                return await SealAsync(placing, rows, session, stop);
            }
            catch (DbException) when (draw < AccessionNumber.MaxDraws)
            {
                if (!await IsTakenAsync(placing.Site, rows, stop))
                {
                    throw;
                }
            }
        }
    }

    private async Task<OrderPlaced> SealAsync(
        Placing placing, PlacedRows rows, SessionToken session, CancellationToken stop)
    {
        (string Number, string Code)[] sensitive = rows.SensitiveAnalyses(placing);
        long[] tokens = await AnalysisTokens.MakeAsync(door, sensitive, session, stop);
        TaskRow[] tasks = rows.Tasks(placing, tokens);
        EntriesSaved saved = await save.RunAsync(
            placing.Order.Patient, rows.Drafts(placing), session, stop,
            async (connection, transaction, _, stopping) =>
            {
                await RequestRows.InsertAsync(connection, transaction, rows.Request, stopping);
                foreach (SpecimenRow tube in rows.Tubes)
                {
                    await SpecimenRows.InsertAsync(connection, transaction, tube, stopping);
                }

                foreach (TaskRow task in tasks)
                {
                    await TaskRows.InsertAsync(connection, transaction, task, stopping);
                }

                await LaboratoryCounts.AddAsync(
                    connection, transaction,
                    new LaboratoryCount(
                        placing.Site, placing.Order.LaboratoryId, placing.Now, null, CountKind.Ordered),
                    stopping);
            });
        return new(saved.Outcome, saved.Reason) { Row = rows.Request, Tubes = rows.Tubes };
    }

    private async Task<bool> IsTakenAsync(short site, PlacedRows rows, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        if (await RequestRows.OfNumberAsync(connection, site, rows.Request.Number, stop) is not null)
        {
            return true;
        }

        foreach (SpecimenRow tube in rows.Tubes)
        {
            if (await SpecimenRows.OfNumberAsync(connection, site, tube.Number, stop) is not null)
            {
                return true;
            }
        }

        // Two tubes of this order drew the same.
        return rows.Tubes.Select(one => one.Number).Distinct(StringComparer.Ordinal).Count() < rows.Tubes.Count;
    }

    private async Task<long> DeclareAsync(
        OrderRequest order, DateTimeOffset now, SessionToken session, CancellationToken stop)
    {
        DateTimeOffset from = order.PlannedAt is { } planned && planned - Preparation > now
            ? planned - Preparation
            : now - Margin;
        RelationshipDeclared declared = await custodian.AskAsync(
            MessageKind.DeclareRelationship, session,
            new(order.Patient, RelationshipKind.Order, null, order.LaboratoryId, from, from + Care),
            CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared, stop);
        return declared.RelationshipId;
    }

    private async Task EndAsync(long care, SessionToken session)
    {
        try
        {
            await custodian.AskAsync(
                MessageKind.EndRelationship, session, new(care), CustodyJson.Default.RelationshipEnding,
                CustodyJson.Default.Nothing, CancellationToken.None);
        }
        catch (CustodyException ended) when (ended.Problem.Code is "relationship-ended" or "not-yours")
        {
            return;
        }
    }
}
