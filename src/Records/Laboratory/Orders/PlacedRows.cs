using Serment.CustodyProtocol;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Orders;

/// <summary>An order on its way to be stored.</summary>
internal sealed record Placing(
    OrderRequest Order, TubePlan Plan, LaboratoryCatalogue Catalogue, short Site, ActorId Author, DateTimeOffset Now)
{
    /// <summary>When the specimens are to be taken.</summary>
    public DateTimeOffset Planned =>
        Order.Priority == OrderPriority.Timed && Order.PlannedAt is { } planned ? planned : Now;

    /// <summary>Whether some analyses are labelled sensitive.</summary>
    public bool HasSensitive => Plan.Placed.Any(one => Catalogue.Find(one.Code)!.IsSensitive);

    /// <summary>The rows with numbers drawn now.</summary>
    public PlacedRows Draw(string number, Func<string> drawTube, long care) =>
        new(
            new()
            {
                Patient = Order.Patient,
                Request = Order.Request,
                Site = Site,
                LaboratoryId = Order.LaboratoryId,
                Number = number,
                Priority = Order.Priority,
                Status = RequestStatus.Active,
                Person = Order.Person,
                WardId = Order.WardId,
                Requester = Order.Requester,
                Sensitive = HasSensitive ? EntryId.New() : null,
                RelationshipId = care,
                OrderedAt = Now,
                OrderedBy = Author,
                PlannedAt = Planned,
                ChangedAt = Now,
            },
            [.. Plan.Tubes.Select(tube => TubeOf(tube, drawTube()))]);

    private SpecimenRow TubeOf(PlannedTube tube, string number) => new()
    {
        Patient = Order.Patient,
        Specimen = EntryId.New(),
        Site = Site,
        LaboratoryId = Order.LaboratoryId,
        Request = Order.Request,
        Number = number,
        Container = tube.Container.Code,
        State = Order.CollectedAt is null ? SpecimenState.Planned : SpecimenState.Collected,
        Priority = Order.Priority,
        Person = Order.Person,
        WardId = Order.WardId,
        PlannedAt = Planned,
        CollectedAt = Order.CollectedAt,
        ChangedAt = Now,
    };
}

/// <summary>An order's rows, and what is sealed with them.</summary>
internal sealed record PlacedRows(RequestRow Request, IReadOnlyList<SpecimenRow> Tubes)
{
    /// <summary>Tube number and code of each sensitive analysis, in the order of the plan.</summary>
    public (string Number, string Code)[] SensitiveAnalyses(Placing placing) =>
    [
        .. placing.Plan.Placed.Where(one => placing.Catalogue.Find(one.Code)!.IsSensitive)
            .Select(one => (Tubes[one.Tube].Number, one.Code)),
    ];

    /// <summary>One row for each analysis; a sensitive one bears its token instead of its code.</summary>
    /// <param name="placing">The order.</param>
    /// <param name="tokens">As <see cref="SensitiveAnalyses"/> names them.</param>
    public TaskRow[] Tasks(Placing placing, IReadOnlyList<long> tokens)
    {
        int sensitive = 0;
        return
        [
            .. placing.Plan.Placed.Select(one =>
            {
                Analysis analysis = placing.Catalogue.Find(one.Code)!;
                return TaskOf(Request, Tubes[one.Tube], analysis, analysis.IsSensitive ? tokens[sensitive++] : 0,
                    placing.Now);
            }),
        ];
    }

    /// <summary>The row of one analysis.</summary>
    public static TaskRow TaskOf(
        RequestRow request, SpecimenRow tube, Analysis analysis, long token, DateTimeOffset now) => new()
    {
        Patient = request.Patient,
        Task = EntryId.New(),
        Site = request.Site,
        LaboratoryId = request.LaboratoryId,
        Request = request.Request,
        Specimen = tube.Specimen,
        Analysis = analysis.IsSensitive ? null : analysis.Code,
        AnalysisToken = token,
        Section = analysis.Section,
        Status = tube.State == SpecimenState.Received ? AnalysisStatus.Ready : AnalysisStatus.Registered,
        Priority = request.Priority,
        Person = request.Person,
        RegisteredAt = now,
        ReadyAt = tube.State == SpecimenState.Received ? now : null,
        DueAt = (tube.State == SpecimenState.Received ? now : tube.PlannedAt).AddMinutes(
            request.Priority == OrderPriority.Urgent && analysis.UrgentMinutes > 0
                ? analysis.UrgentMinutes
                : analysis.TurnaroundMinutes),
        ChangedAt = now,
    };

    /// <summary>What is sealed: the order, its sensitive part, the tubes.</summary>
    public IReadOnlyList<EntryDraft> Drafts(Placing placing)
    {
        OrderRequest order = placing.Order;
        OrderDetails whole = new()
        {
            Number = Request.Number,
            Priority = order.Priority,
            Analyses = Analyses(placing, isSensitive: false),

            // Words may tell what the sensitive analyses are for: they go where those go.
            Context = Request.Sensitive is null ? order.Context : order.Context.WithoutWords(),
            Requester = order.Requester,
            Prescriber = order.Prescriber,
            PrescribedOn = order.PrescribedOn,
            OrderedAt = placing.Now,
            PlannedAt = order.Priority == OrderPriority.Timed ? order.PlannedAt : null,
            Collection = order.Collection,
            Catalogue = placing.Catalogue.Version,
        };
        List<EntryDraft> drafts =
        [
            new(
                ServiceRequestResource.Write(whole, order.Patient), Compartment.Laboratory, null, Request.Request),
        ];
        if (Request.Sensitive is { } sensitive)
        {
            OrderDetails part = whole with
            {
                Analyses = Analyses(placing, isSensitive: true), Context = order.Context, PartOf = Request.Request,
            };
            drafts.Add(new(
                ServiceRequestResource.Write(part, order.Patient), Compartment.Sensitive, null, sensitive));
        }

        drafts.AddRange(Tubes.Select(tube => new EntryDraft(
            SpecimenResource.Write(
                SpecimenResource.Planned(
                    tube.Number, Request.Request, placing.Catalogue.FindContainer(tube.Container)!) with
                {
                    CollectedAt = order.CollectedAt, CollectorName = order.CollectorName,
                },
                order.Patient),
            Compartment.Laboratory, null, tube.Specimen)));
        return drafts;
    }

    private static OrderedAnalysis[] Analyses(Placing placing, bool isSensitive)
    {
        IReadOnlyDictionary<string, string?> chosen =
            OrderedCodes.Expand(placing.Order.Codes, placing.Catalogue);
        return
        [
            .. placing.Plan.Placed.Select(one => placing.Catalogue.Find(one.Code)!)
                .Where(one => one.IsSensitive == isSensitive)
                .Select(one => new OrderedAnalysis(one.Code, one.Loinc, one.Fr)
                {
                    Panel = chosen.GetValueOrDefault(one.Code),
                    IsAdded = placing.Plan.Added.Contains(one.Code, StringComparer.Ordinal),
                }),
        ];
    }
}
