using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Entries;
using Serment.Records.Medications;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Medications;

/// <summary>
/// Writing one line. The drug travels in forms only: an address would tell of the illness to whoever sees it.
/// </summary>
internal static class LineRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/patients/{id}/medications/line", WriteAsync).Admits(Audience.Prescribes, Budget.OnePatient);
        app.MapPost("/patients/{id}/medications/protocol", ProtocolAsync).Admits(Audience.Prescribes, Budget.OnePatient);
        app.MapPost("/medications/protocols/remove", RemoveAsync).Admits(Audience.Prescribes, Budget.None);
    }

    private static async Task<IResult> WriteAsync(
        string id, HttpContext http, [AsParameters] MedicationParts parts, ChangeLines change, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (SectionOpened? opened, IResult? answer) =
            await MedicationRoutes.OpenAsync(id, MedicationLines.Types, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        Visitor me = parts.Me;
        IReadOnlyList<ChartLine> lines = MedicationLines.Of(opened.Record!.Entries);
        (Drug? drug, IReadOnlyList<DrugHit> hits) = DrugOf(form);
        if (form["startDay"].Length == 0 && form[FormState.StepField] is not "save")
        {
            Start(form, me);
        }

        switch (form[FormState.StepField])
        {
            case "new":
                return Show(opened, form, null, []);
            case "edit" or "change":
                return Edit(opened, form, lines, me);
            case "drug":
                Choose(form, drug, hits, me);
                return Show(opened, form, drug, hits);
            case "free":
                form["free"] = "1";
                return Show(opened, form, null, []);
            case "add-step":
                int count = Math.Min(LineFormReader.CountOf(form) + 1, PrescriptionLine.MaxSteps);
                form[LineFormReader.StepCount] = count.ToString(CultureInfo.InvariantCulture);
                form[LineFormReader.Name(count - 1, "unit")] = form[LineFormReader.Name(count - 2, "unit")];
                return Show(opened, form, drug, []);
            case "save":
                return await SaveAsync(opened, form, drug, lines, parts, change, http, stop);
            default:
                // Chosen in the list by a script, which presses no button.
                if (drug is not null && form[LineFormReader.Name(0, "unit")].Length == 0 && !form.IsRedraw)
                {
                    Choose(form, drug, hits, me);
                }

                return Show(opened, form, drug, hits);
        }
    }

    private static async Task<IResult> SaveAsync(
        SectionOpened opened, FormState form, Drug? drug, IReadOnlyList<ChartLine> lines, MedicationParts parts,
        ChangeLines change, HttpContext http, CancellationToken stop)
    {
        Visitor me = parts.Me;
        PatientId patient = opened.Head!.Patient;
        IReadOnlyList<ChartLine> drafts = MedicationLines.DraftsOf(lines, me.Session.StaffId);
        PrescriptionLine? line = new LineFormReader(form, me).Read(drug);
        EntryVersion? seen = EntryVersion.Parse(form["draft"]);
        if (seen is null && drafts.Count >= ChangeLines.MaxDrafts)
        {
            form.RefuseAll(me.Texts.Fill("prescribe.tooMany", ChangeLines.MaxDrafts));
        }

        // What is rewritten or replaced is one of the lines just opened of this patient, whatever the form says.
        ChartLine? rewritten = seen is null ? null : drafts.FirstOrDefault(one => one.Entry.Version == seen);
        if (seen is not null && rewritten is null)
        {
            form.RefuseAll(me.Texts["medications.changed"]);
        }

        if (line is null || form.Errors.Count > 0)
        {
            return Show(opened, form, drug, [], StatusCodes.Status422UnprocessableEntity);
        }

        (EntryId Entry, StopReason Reason)? replaced = rewritten is not null
            ? LineResource.ReplacedBy(rewritten.Entry.Resource)
            : EntryId.TryParse(form["replaces"], out EntryId old)
                && lines.Any(one => one.Id == old && one.State == LineState.Active)
                ? (old, StopReason.Changed)
                : null;
        EntriesSaved saved = await change.DraftAsync(
            patient,
            [new(line, [.. line.Steps.Select(parts.Me.Texts.StepWords)], seen, replaced)],
            me.Session.StaffId, me.Token, me.Web.TimeZone, stop);
        if (saved.Outcome == SealOutcome.Saved)
        {
            return NoteCookie.Redirect(http, me.Web, "lineSaved", MedicationRoutes.AddressOf(patient) + "#draft");
        }

        form.RefuseAll(MedicationRoutes.RefusalOf(saved, me));
        return Show(opened, form, drug, [], StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Edit(SectionOpened opened, FormState form, IReadOnlyList<ChartLine> lines, Visitor me)
    {
        bool isDraft = form[FormState.StepField] is "edit";
        EntryVersion? version = EntryVersion.Parse(form["entry"]);
        ChartLine? line = (isDraft ? MedicationLines.DraftsOf(lines, me.Session.StaffId) : lines)
            .FirstOrDefault(one =>
                one.Entry.Version == version && (isDraft || one.State == LineState.Active));
        if (line is null)
        {
            return Problems.Conflict();
        }

        FormState filled = new();
        DateTime now = me.Local(me.Now);
        LineFormReader.Fill(filled, line.Line, isDraft && line.Line.Start.Date >= now.Date ? line.Line.Start : now);
        filled["draft"] = isDraft ? line.Entry.Version.ToText() : "";
        filled["replaces"] = isDraft ? "" : line.Id.ToString();
        return Show(opened, filled, DrugDirectory.Shared.Find(line.Line.Cis), []);
    }

    private static async Task<IResult> ProtocolAsync(
        string id, HttpContext http, [AsParameters] MedicationParts parts, ChangeLines change, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (SectionOpened? opened, IResult? answer) =
            await MedicationRoutes.OpenAsync(id, MedicationLines.Types, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        Visitor me = parts.Me;
        PatientId patient = opened.Head!.Patient;
        IReadOnlyList<ChartLine> drafts =
            MedicationLines.DraftsOf(MedicationLines.Of(opened.Record!.Entries), me.Session.StaffId);
        if (form[FormState.StepField] is "keep")
        {
            return await KeepAsync(opened, form, drafts, parts, http, stop);
        }

        StandingOrder? order = (await parts.Protocols.ListAsync(me.Session.SiteCode, me.Session.StaffId, stop))
            .FirstOrDefault(one => string.Equals(OpaqueId.Format(one.Id), form["protocol"], StringComparison.Ordinal));
        if (order is null || order.Lines.Count == 0 || order.Lines.Count + drafts.Count > ChangeLines.MaxDrafts)
        {
            form.Refuse("protocol", me.Texts["protocol.choose"]);
            return await MedicationRoutes.PageAsync(
                opened, form, parts, StatusCodes.Status422UnprocessableEntity, stop);
        }

        DateTime start = StartOf(me);
        EntriesSaved saved = await change.DraftAsync(
            patient,
            [
                .. order.Lines.Select(line => new LineDraft(
                    line with { Start = start }, [.. line.Steps.Select(me.Texts.StepWords)])),
            ],
            me.Session.StaffId, me.Token, me.Web.TimeZone, stop);
        return saved.Outcome == SealOutcome.Saved
            ? Results.LocalRedirect(MedicationRoutes.AddressOf(patient) + "#draft")
            : Problems.Conflict();
    }

    private static async Task<IResult> KeepAsync(
        SectionOpened opened, FormState form, IReadOnlyList<ChartLine> drafts, MedicationParts parts, HttpContext http,
        CancellationToken stop)
    {
        Visitor me = parts.Me;
        PrescriptionLine[] lines = [.. drafts.Select(one => one.Line).Where(line => !line.IsFreeText)];
        if (form["protocolName"].Length is 0 or > StandingOrders.MaxNameChars || lines.Length == 0)
        {
            form.Refuse("protocolName", me.Texts.Fill("protocol.nameNeeded", StandingOrders.MaxNameChars));
            return await MedicationRoutes.PageAsync(
                opened, form, parts, StatusCodes.Status422UnprocessableEntity, stop);
        }

        await parts.Protocols.SaveAsync(
            form["protocolName"], lines, form["protocolFor"] is not "house", me.Session, stop);
        return NoteCookie.Redirect(http, me.Web, "saved", MedicationRoutes.AddressOf(opened.Head!.Patient) + "#draft");
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext http, Visitor me, StandingOrders protocols, CancellationToken stop) =>
        OpaqueId.TryParse(http.Request.Form["protocol"].ToString(), out long order)
            && await protocols.RemoveAsync(order, me.Session, stop)
            ? Results.LocalRedirect(LocalPath.OrHome(http.Request.Form["to"]))
            : Problems.Conflict();

    private static (Drug? Drug, IReadOnlyList<DrugHit> Hits) DrugOf(FormState form)
    {
        if (DrugDirectory.Shared.Find(form["drug"]) is { } drug)
        {
            return (drug, []);
        }

        return form[FormState.StepField] is "drug" ? (null, DrugDirectory.Shared.Search(form["drugName"])) : (null, []);
    }

    private static void Choose(FormState form, Drug? drug, IReadOnlyList<DrugHit> hits, Visitor me)
    {
        if (drug is null)
        {
            form.Refuse("drugName", me.Texts[hits.Count == 0 ? "prescribe.noHit" : "prescribe.chooseHit"]);
            return;
        }

        form["drugName"] = drug.Name;
        form["free"] = "";
        if (!drug.Routes.Contains(form["route"], StringComparer.Ordinal))
        {
            form["route"] = drug.Routes.Count == 1 ? drug.Routes[0] : "";
        }

        form[LineFormReader.Name(0, "unit")] = DoseUnits.For(drug)[0];
    }

    private static void Start(FormState form, Visitor me)
    {
        DateTime now = StartOf(me);
        form["startDay"] = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        form["startTime"] = now.ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    private static DateTime StartOf(Visitor me)
    {
        DateTime now = me.Local(me.Now);
        return new(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, DateTimeKind.Unspecified);
    }

    private static IResult Show(
        SectionOpened opened, FormState form, Drug? drug, IReadOnlyList<DrugHit> hits,
        int status = StatusCodes.Status200OK) =>
        Page.Show<LinePage>(new LineModel(opened.Head!, form, drug, hits), status);
}
