using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Documents;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Orders;

/// <summary>
/// Orders of analyses: written from a chart, or at the desk from an outside prescription; listed with where they stand;
/// cancelled and added to. Reception writes them and is shown numbers and tubes only.
/// </summary>
internal static class OrderRoutes
{
    /// <summary>In the place of an analysis to be cancelled: all that are not done yet.</summary>
    internal const string AllTasks = "all";

    private const string Base = "/patients/{id}/orders";
    private const string OrderStep = "order";
    private const string AddedNote = "orderAdded";
    private const string CancelReasonField = "cancelReason";

    private static readonly string[] Types = ["ServiceRequest"];

    // Of one order: its files too, and its sensitive part after a touch.
    private static readonly string[] TypesOfOne = [.. Types, DocumentResource.ResourceType];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Base, ListAsync).Admits(Audience.SeesOrders, Budget.OnePatient);
        app.MapGet(Base + "/new", NewAsync).Admits(Audience.OrdersAnalyses, Budget.OnePatient);
        app.MapPost(Base + "/new", WriteAsync).Admits(Audience.OrdersAnalyses, Budget.OnePatient);
        app.MapGet(Base + "/{entry}", ShowAsync).Admits(Audience.SeesOrders, Budget.OnePatient);
        app.MapGet(Base + "/{entry}/sensitive", ShowSensitive).Admits(Audience.OrdersAnalyses, Budget.None);
        ScanRoutes.Map(app);
        app.MapPost(Base + "/{entry}/cancel", CancelAsync).Admits(Audience.ChangesOrders, Budget.OnePatient);
        app.MapPost(Base + "/{entry}/add", AddAsync).Admits(Audience.ChangesOrders, Budget.OnePatient);
        app.MapPost("/laboratory/analyses", SuggestAsync).Admits(Audience.SeesOrders, Budget.None);
    }

    // A catalogue is no secret: it discloses nobody.
    private static async Task<IResult> SuggestAsync(
        HttpContext http, [AsParameters] OrderParts parts, CancellationToken stop)
    {
        LaboratoryCatalogue catalogue = await parts.Catalogues.CurrentAsync(await parts.SiteAsync(stop), stop);
        PageTexts texts = parts.Me.Texts;
        return Suggestion.Answer(
            FindAnalyses.Run(catalogue, FormState.Of(http.Request.Form)["name"], texts.Language)
                .Select(one => new Suggestion(
                    one.Label, one.Code,
                    one.IsPanel ? texts.Fill("orders.panel", one.Code)
                    : one.IsSensitive ? texts.Fill("orders.sensitiveCode", one.Code)
                    : one.Code)
                { Loose = one.IsLoose }));
    }

    private static Task<SectionOpened> OpenAsync(
        PatientId patient, Visitor me, OpenSection open, CancellationToken stop, bool isOne = false) =>
        open.RunAsync(
            patient, !me.Reads(Compartment.Laboratory) ? [] : isOne ? TypesOfOne : Types, me.Session, me.Token, me.Today,
            stop, withSensitive: isOne);

    private static async Task<IResult> ListAsync(
        string id, [AsParameters] OrderParts parts, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, parts.Me, parts.Open, stop);
        return opened.Head is null
            ? Closed.Answer(opened.Outcome, opened.Reason, patient, null)
            : Page.Show<OrdersPage>(await ModelAsync(opened, null, new(), parts, stop));
    }

    private static async Task<IResult> ShowAsync(
        string id, string entry, [AsParameters] OrderParts parts, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(entry, out EntryId request))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, parts.Me, parts.Open, stop, isOne: true);
        if (opened.Head is null)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        OrdersModel model = await ModelAsync(opened, request, new(), parts, stop);
        return model.Orders.Count == 0 ? Problems.NotFound() : Page.Show<OrderDetailPage>(model);
    }

    private static IResult ShowSensitive(string id, string entry) =>
        PatientId.TryParse(id, out PatientId patient) && EntryId.TryParse(entry, out EntryId request)
            ? Page.Show<StepUpPage>(
                new StepUpModel(StepUpKind.Sensitive, patient, $"/patients/{patient}/orders/{request}", null))
            : Problems.NotFound();

    private static async Task<OrdersModel> ModelAsync(
        SectionOpened opened, EntryId? only, FormState form, OrderParts parts, CancellationToken stop)
    {
        Dictionary<EntryId, OrderDetails> details = [];
        Dictionary<EntryId, OrderDetails> sensitive = [];
        foreach (CurrentEntry<ServiceRequest> one in ReadEntries.Of<ServiceRequest>(opened.Record!.Entries))
        {
            if (ServiceRequestResource.Read(one.Resource) is { } read)
            {
                details[one.Version.Entry] = read;
                if (read.PartOf is { } whole)
                {
                    sensitive[whole] = read;
                }
            }
        }

        PatientId[] records =
        [
            opened.Head!.Patient,
            .. opened.Record.Entries.Select(one => one.Patient).Where(one => one != opened.Head.Patient).Distinct(),
        ];
        List<OrderLine> lines = [];
        await using (DbConnection connection = await parts.Main.OpenAsync(stop))
        {
            foreach (RequestRow row in (await RequestRows.OfPatientsAsync(connection, records, stop))
                .Where(row => only is null || row.Request == only).Take(OrdersModel.MaxShown))
            {
                lines.Add(new(
                    row, await SpecimenRows.OfRequestAsync(connection, null, row.Patient, row.Request, stop),
                    await TaskRows.OfRequestAsync(connection, null, row.Patient, row.Request, stop),
                    details.GetValueOrDefault(row.Request)));
            }
        }

        IReadOnlyDictionary<EntryId, OrderedAnalysis> known = only is { } shown && lines is [var line]
            && sensitive.TryGetValue(shown, out OrderDetails? part)
                ? await MatchSensitive.RunAsync(parts.Door, part, line.Tubes, line.Tasks, parts.Me.Token, stop)
                : new Dictionary<EntryId, OrderedAnalysis>();
        return new(
            opened.Head, lines, await parts.Catalogues.CurrentAsync(await parts.SiteAsync(stop), stop),
            await StaffNames.AllAsync(parts.Me, parts.Custodian, stop), form)
        {
            Known = known,
            Documents =
            [
                .. DocumentResource.Of(opened.Record.Entries)
                    .Where(one => one is { IsWithdrawn: false, Order: { } order } && order == only),
            ],
        };
    }

    private static async Task<IResult> NewAsync(
        string id, [AsParameters] OrderParts parts, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, parts.Me, parts.Open, stop);
        if (opened.Head is not { } head)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        FormState form = new()
        {
            [OrderForm.OrderField] = EntryId.New().ToString(), ["priority"] = nameof(OrderPriority.Routine),
        };
        return Page.Show<OrderPage>(await FormAsync(head, form, [], parts, stop));
    }

    private static async Task<OrderModel> FormAsync(
        ChartHead head, FormState form, IReadOnlyList<Suggested> hits, OrderParts parts, CancellationToken stop)
    {
        Visitor me = parts.Me;
        short site = await parts.SiteAsync(stop);
        (LaboratoryCatalogue catalogue, TubePlan plan) =
            await parts.Place.PlanAsync(site, OrderForm.CodesOf(form), stop);
        LaboratoryDetails[] laboratories =
            [.. (await parts.Laboratories.ListAsync(site, stop)).Where(one => one.IsActive)];
        if (form["laboratory"].Length == 0 && laboratories is [var first, ..])
        {
            LaboratoryDetails own = Array.Find(
                laboratories, one => me.Session.Units.Any(unit => unit.UnitId == one.LaboratoryId)) ?? first;
            form["laboratory"] = own.LaboratoryId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        IReadOnlyList<UnitDescription> wards = await WardsAsync(head, parts, stop);
        if (form["ward"].Length == 0 && wards is [var ward, ..])
        {
            form["ward"] = ward.UnitId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return new(
            head, form, catalogue, plan, laboratories, wards,
            me.Is(Role.Nurse) || me.Is(Role.Receptionist)
                ? [
                    .. (await parts.Custodian.ListStaffAsync(me.Token, stop)).Staff
                        .Where(one => one is { Role: Role.Physician, State: not StaffState.Suspended })
                        .OrderBy(one => one.Name, StringComparer.CurrentCulture),
                ]
                : [],
            hits);
    }

    // Where the person lies comes first: tubes are taken there, whichever unit the prescriber belongs to.
    private static async Task<IReadOnlyList<UnitDescription>> WardsAsync(
        ChartHead head, OrderParts parts, CancellationToken stop)
    {
        IReadOnlyList<UnitDescription> own = parts.Me.Session.Units;
        return head.Clinical?.Stay is { Place.UnitId: var unit }
            && (await parts.Custodian.ListUnitsAsync(parts.Me.Token, stop)).Units.FirstOrDefault(
                one => one.UnitId == unit) is { } here
                ? [here, .. own.Where(one => one.UnitId != unit)]
                : own;
    }

    private static async Task<IResult> WriteAsync(
        string id, HttpContext http, [AsParameters] OrderParts parts, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        Visitor me = parts.Me;
        FormState form = FormState.Of(http.Request.Form);
        using SectionOpened opened = await OpenAsync(patient, me, parts.Open, stop);
        if (opened.Head is not { } head)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, KeptForm.Of(http.Request));
        }

        LaboratoryCatalogue catalogue = await parts.Catalogues.CurrentAsync(await parts.SiteAsync(stop), stop);
        IReadOnlyList<Suggested> hits = form.IsRedraw ? [] : Choose(form, catalogue, me);
        OrderModel page = await FormAsync(head, form, hits, parts, stop);
        if (form.IsRedraw || form[FormState.StepField] is not OrderStep || hits.Count > 0 || form.Errors.Count > 0)
        {
            return Page.Show<OrderPage>(
                page, form.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
        }

        if (OrderForm.Read(form, head, page, me) is not { } order)
        {
            return Page.Show<OrderPage>(page, StatusCodes.Status422UnprocessableEntity);
        }

        OrderPlaced placed = await parts.Place.RunAsync(order, me.Session, me.Token, stop);
        if (placed.Row is { } row && placed.Outcome == SealOutcome.Saved)
        {
            return NoteCookie.Redirect(http, me.Web, "orderPlaced", $"/patients/{head.Patient}/orders/{row.Request}");
        }

        if (placed.Refusal == OrderRefusal.None)
        {
            return Closed.Answer(
                placed.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, placed.Reason, patient,
                KeptForm.Of(http.Request));
        }

        form.Refuse(
            placed.Refusal == OrderRefusal.Time ? "plannedDay" : OrderForm.PickField,
            me.Texts.Fill($"orders.refusal.{placed.Refusal}", string.Join(", ", placed.Missing)));
        return Page.Show<OrderPage>(page, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Adds or takes out an analysis; what may be meant where that is not clear.</summary>
    private static IReadOnlyList<Suggested> Choose(FormState form, LaboratoryCatalogue catalogue, Visitor me)
    {
        List<string> codes = [.. OrderForm.CodesOf(form)];
        if (form.Optional(OrderForm.RemoveField) is { } removed)
        {
            codes.Remove(removed);
            OrderForm.SetCodes(form, codes);
            form[OrderForm.RemoveField] = "";
            form[FormState.StepField] = "";
            return [];
        }

        string? picked = form.Optional(OrderForm.PickCodeField);
        IReadOnlyList<Suggested> hits = picked is null && form.Optional(OrderForm.PickField) is { } typed
            ? FindAnalyses.Run(catalogue, typed, me.Texts.Language)
            : [];
        picked ??= FindAnalyses.OnlyOne(hits);
        if (picked is not null && (catalogue.Find(picked) is not null || catalogue.FindPanel(picked) is not null))
        {
            codes.Add(picked);
            OrderForm.SetCodes(form, codes.Distinct(StringComparer.Ordinal));
            form[OrderForm.PickCodeField] = "";
            form[OrderForm.PickField] = "";
            return [];
        }

        if (form[OrderForm.PickField].Length > 0 && hits.Count == 0)
        {
            form.Refuse(OrderForm.PickField, me.Texts["orders.wrong.pick"]);
        }

        return hits;
    }

    private static async Task<IResult> CancelAsync(
        string id, string entry, HttpContext http, [AsParameters] OrderParts parts, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(entry, out EntryId request))
        {
            return Problems.NotFound();
        }

        Visitor me = parts.Me;
        FormState form = FormState.Of(http.Request.Form);
        string[] ticked = TickedOf(http);
        if (ticked.Length == 0)
        {
            form.Refuse("task", me.Texts["orders.wrong.task"]);
        }

        if (form[CancelReasonField].Length is 0 or > CancelledAnalysis.MaxReasonChars)
        {
            form.Refuse(CancelReasonField, me.Texts.Fill("orders.wrong.reason", CancelledAnalysis.MaxReasonChars));
        }

        if (form.Errors.Count > 0)
        {
            return await AgainAsync(patient, request, form, http, parts, stop);
        }

        OrderChanged changed = await parts.Change.CancelSomeAsync(
            patient, request,
            ticked.Contains(AllTasks, StringComparer.Ordinal)
                ? null
                : [.. ticked.Select(one => EntryId.TryParse(one, out EntryId task) ? task : default)],
            form[CancelReasonField], me.Session, me.Token, stop);
        return await AnswerAsync(changed, "orderCancelled", patient, request, form, http, parts, stop);
    }

    private static string[] TickedOf(HttpContext http) => ScanRoutes.IsFile(http)
        ? []
        : [.. http.Request.Form["task"].OfType<string>().Where(one => one.Length > 0).Take(PlanTubes.MaxAnalyses)];

    private static async Task<IResult> AddAsync(
        string id, string entry, HttpContext http, [AsParameters] OrderParts parts, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || !EntryId.TryParse(entry, out EntryId request))
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        LaboratoryCatalogue catalogue = await parts.Catalogues.CurrentAsync(await parts.SiteAsync(stop), stop);
        string? code = form.Optional(OrderForm.PickCodeField) ?? FindAnalyses.OnlyOne(
            FindAnalyses.Run(catalogue, form[OrderForm.PickField], parts.Me.Texts.Language));
        if (code is null || catalogue.Find(code) is null)
        {
            form.Refuse(OrderForm.PickField, parts.Me.Texts["orders.wrong.pick"]);
            return await AgainAsync(patient, request, form, http, parts, stop);
        }

        OrderChanged changed = await parts.Change.AddAsync(
            patient, request, code, parts.Me.Session, parts.Me.Token, stop);
        return await AnswerAsync(changed, AddedNote, patient, request, form, http, parts, stop);
    }

    private static async Task<IResult> AnswerAsync(
        OrderChanged changed, string note, PatientId patient, EntryId request, FormState form, HttpContext http,
        OrderParts parts, CancellationToken stop)
    {
        if (changed.IsDone)
        {
            return NoteCookie.Redirect(http, parts.Me.Web, note, $"/patients/{patient}/orders/{request}");
        }

        if (changed.Refusal == ChangeRefusal.None)
        {
            return Closed.Answer(
                changed.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, changed.Reason, patient,
                KeptForm.Of(http.Request));
        }

        form.Refuse(
            note is AddedNote ? OrderForm.PickField : CancelReasonField, parts.Me.Texts.Of("orders.change", changed.Refusal));
        return await AgainAsync(
            patient, request, form, http, parts, stop,
            changed.Refusal == ChangeRefusal.Changed ? StatusCodes.Status409Conflict : null);
    }

    /// <summary>The order as it stands, with what was wrong.</summary>
    internal static async Task<IResult> AgainAsync(
        PatientId patient, EntryId request, FormState form, HttpContext http, OrderParts parts, CancellationToken stop,
        int? status = null)
    {
        using SectionOpened opened = await OpenAsync(patient, parts.Me, parts.Open, stop, isOne: true);
        if (opened.Head is null)
        {
            return Closed.Answer(
                opened.Outcome, opened.Reason, patient, ScanRoutes.IsFile(http) ? null : KeptForm.Of(http.Request));
        }

        OrdersModel model = (await ModelAsync(opened, request, form, parts, stop)) with { Ticked = TickedOf(http) };
        return model.Orders.Count == 0
            ? Problems.NotFound()
            : Page.Show<OrderDetailPage>(model, status ?? StatusCodes.Status422UnprocessableEntity);
    }
}
