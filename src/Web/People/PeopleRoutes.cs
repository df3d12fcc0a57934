using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.People;

/// <summary>
/// Staff, by proposals: nothing that widens somebody's power takes effect here. The second person approves on the
/// custodian's own pages.
/// </summary>
internal static class PeopleRoutes
{
    private const string UnitField = "unit-";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/people", ShowAsync).Admits(Audience.ManagesPeople, Budget.None);
        app.MapGet("/people/propose", ShowProposalAsync).Admits(Audience.ManagesPeople, Budget.None);
        app.MapPost("/people/proposed", ShowProposedAsync).Admits(Audience.ManagesPeople, Budget.None);
        app.MapPost("/people/propose", ProposeAsync).Admits(Audience.ManagesPeople, Budget.None);
        app.MapPost("/people/withdraw", WithdrawAsync).Admits(Audience.ManagesPeople, Budget.None);
    }

    private static async Task<IResult> ShowAsync(Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        Task<StaffList> staff = custodian.ListStaffAsync(me.Token, stop);
        Task<ProposalList> proposals = custodian.ListProposalsAsync(me.Token, stop);
        Task<UnitList> units = custodian.ListUnitsAsync(me.Token, stop);
        Task<ClientList> clients = custodian.ListClientsAsync(me.Token, stop);
        await Task.WhenAll(staff, proposals, units, clients);
        return Page.Show<PeoplePage>(
            new PeopleModel(await staff, await proposals, (await units).Units, (await clients).Clients));
    }

    private static Task<IResult> ShowProposalAsync(
        string? kind, string? staff, string? client, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = new() { ["kind"] = kind ?? "", ["staff"] = staff ?? "", ["client"] = client ?? "" };
        return FormAsync(form, me, custodian, StatusCodes.Status200OK, stop);
    }

    private static async Task<IResult> FormAsync(
        FormState form, Visitor me, CustodianClient custodian, int status, CancellationToken stop)
    {
        if (!Enum.TryParse(form["kind"], out ProposalKind kind)
            || !Enum.IsDefined(kind)
            || kind == ProposalKind.RegisterClient)
        {
            return Problems.NotFound();
        }

        StaffDescription? staff = null;
        me.Address = $"/people/propose?kind={kind}"
            + (ActorId.TryParse(form["staff"], out ActorId whom) ? $"&staff={whom}" : "");
        if (ActorId.TryParse(form["staff"], out ActorId id))
        {
            staff = (await custodian.ListStaffAsync(me.Token, stop)).Staff.FirstOrDefault(one => one.StaffId == id);
        }

        ClientSummary? client = null;
        if (kind == ProposalKind.EndClient && ActorId.TryParse(form["client"], out ActorId machine))
        {
            client = (await custodian.ListClientsAsync(me.Token, stop)).Clients.FirstOrDefault(
                one => one.Client == machine && one.Ended is null);
        }

        if (staff is null && client is null
            && kind is not (ProposalKind.EnrolStaff or ProposalKind.CreateUnit or ProposalKind.ChangeBudget
                or ProposalKind.RegisterWardKey))
        {
            return Problems.NotFound();
        }

        if (form["role"].Length == 0 && staff is not null)
        {
            form["role"] = staff.Role.ToString();
        }

        UnitList units = await custodian.ListUnitsAsync(me.Token, stop);
        return Page.Show<ProposePage>(new ProposeModel(kind, staff, units.Units, form, client), status);
    }

    private static async Task<IResult> ProposeAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        form["sent"] = "1";
        if (form.IsRedraw)
        {
            return await FormAsync(form, me, custodian, StatusCodes.Status200OK, stop);
        }

        ProposalDraft? draft = Read(form, me);
        if (draft is null)
        {
            return await FormAsync(form, me, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }

        try
        {
            ProposalMade made = await custodian.ProposeAsync(me.Token, draft, stop);
            me.Address = "/people";
            return Page.Show<ProposedPage>(new ProposedModel(made));
        }
        catch (CustodyException e) when (e.Status is ResponseStatus.BadRequest or ResponseStatus.Conflict)
        {
            form.Refuse(FieldOf(e.Problem.Field), me.Texts["propose.refused"]);
            return await FormAsync(form, me, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }
    }

    // The page after proposing once more, in another language. The code is shown once and lives in that page alone: it
    // comes back from there.
    private static async Task<IResult> ShowProposedAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        me.Address = "/people";
        ProposalSummary? made = ProposalId.TryParse(form["proposal"], out ProposalId proposal)
            ? (await custodian.ListProposalsAsync(me.Token, stop)).Proposals
                .FirstOrDefault(one => one.ProposalId == proposal)
            : null;
        return made is null
            ? Problems.NotFound()
            : Page.Show<ProposedPage>(new ProposedModel(
                new(
                    made.ProposalId, made.State == ProposalState.Approved, made.ApprovalUrl,
                    form.Optional("enrolmentCode"))));
    }

    private static ProposalDraft? Read(FormState form, Visitor me)
    {
        if (!Enum.TryParse(form["kind"], out ProposalKind kind) || !Enum.IsDefined(kind))
        {
            return null;
        }

        Need(form, me, "name", kind is ProposalKind.EnrolStaff or ProposalKind.CreateUnit);
        Need(form, me, "code", kind is ProposalKind.CreateUnit);
        Need(form, me, "certificate", kind is ProposalKind.RegisterWardKey);
        bool isBudget = kind is ProposalKind.ChangeBudget;
        int? window = Number(form, me, "window", isBudget);
        int? limit = Number(form, me, "limit", isBudget);
        if (form.Errors.Count > 0)
        {
            return null;
        }

        bool hasRole = kind is ProposalKind.EnrolStaff or ProposalKind.ChangeRole or ProposalKind.ChangeBudget;
        return new(
            kind,
            ActorId.TryParse(form["staff"], out ActorId staff) ? staff : null,
            form.Optional("name"),
            hasRole && Enum.TryParse(form["role"], out Role role) && Enum.IsDefined(role) ? role : null,
            kind is ProposalKind.EnrolStaff or ProposalKind.ChangeUnits ? UnitsOf(form)
                : kind is ProposalKind.RegisterWardKey ? WardOf(form) : null,
            isBudget && Enum.TryParse(form["meter"], out MeterKind meter) && Enum.IsDefined(meter) ? meter : null,
            window,
            limit,
            Code: form.Optional("code"),
            Comment: form.Optional("comment"),
            Client: ActorId.TryParse(form["client"], out ActorId client) ? client : null,
            CertificatePem: form.Optional("certificate"));
    }

    private static void Need(FormState form, Visitor me, string field, bool needed)
    {
        if (needed && form[field].Length == 0)
        {
            form.Refuse(field, me.Texts["propose.missing"]);
        }
    }

    private static int? Number(FormState form, Visitor me, string field, bool needed)
    {
        if (!needed)
        {
            return null;
        }

        if (int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
        {
            return number;
        }

        form.Refuse(field, me.Texts["propose.number"]);
        return null;
    }

    private static List<int> WardOf(FormState form) =>
        int.TryParse(form["ward"], NumberStyles.None, CultureInfo.InvariantCulture, out int ward) ? [ward] : [];

    private static List<int> UnitsOf(FormState form) =>
    [
        .. form.Names
            .Where(name => name.StartsWith(UnitField, StringComparison.Ordinal))
            .Select(name => int.TryParse(
                name.AsSpan(UnitField.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                ? id
                : 0)
            .Where(id => id > 0),
    ];

    private static string FieldOf(string? field) => field switch
    {
        nameof(ProposalDraft.Code) => "code",
        "certificatePem" => "certificate",
        nameof(ProposalDraft.Limit) => "limit",
        nameof(ProposalDraft.WindowHours) => "window",
        _ => "name",
    };

    private static async Task<IResult> WithdrawAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!ProposalId.TryParse(http.Request.Form["proposal"], out ProposalId proposal))
        {
            return Problems.Refused("problem.badRequest");
        }

        await custodian.WithdrawAsync(me.Token, proposal, stop);
        return Results.Redirect("/people");
    }
}
