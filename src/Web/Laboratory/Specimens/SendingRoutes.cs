using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Printing;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>Sending specimens to other laboratories, and noting that their results are back. Nobody is named.</summary>
internal static class SendingRoutes
{
    private const string Address = "/laboratory/sending";
    private const int DefaultDays = 5;
    private const int MaxDays = 60;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Address, SendAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Address + "/book", AddAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Address + "/returned", ReturnAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        ReturnedReportRoutes.Map(app);
        app.MapGet(Address + "/{parcel}/slip", SlipAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    private static Task<IResult> ShowAsync(
        string? parcel, Visitor me, SpecimenDesk desk, SendSpecimens send, OutsideLaboratories book,
        CancellationToken stop) =>
        PageAsync(
            new()
            {
                ["expected"] = me.Today.AddDays(DefaultDays).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
            OpaqueId.TryParse(parcel ?? "", out _) ? parcel : null, StatusCodes.Status200OK, me, desk, send, book, stop);

    /// <summary>The page, with what was wrong.</summary>
    internal static async Task<IResult> PageAsync(
        FormState form, string? parcel, int status, Visitor me, SpecimenDesk desk, SendSpecimens send,
        OutsideLaboratories book, CancellationToken stop) =>
        await desk.LaboratoryAsync(me, stop) is { } own
            ? Page.Show<SendingPage>(
                new SendingModel(
                    form, await book.AllAsync(own.Site, stop),
                    await send.OutstandingAsync(own.Site, own.LaboratoryId, stop),
                    await desk.NamesAsync(me, own.Site, stop), parcel),
                status)
            : Problems.NotFound();

    private static async Task<IResult> SendAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, SendSpecimens send, OutsideLaboratories book,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        short site = await desk.SiteAsync(me, stop);
        string[] tubes = form["sentTubes"].Split(
            ['\n', '\r', ' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        OutsideLaboratory? to = (await book.AllAsync(site, stop)).FirstOrDefault(one => one.IsActive
            && form["to"].Equals(one.OutsideId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        DateTimeOffset? expected = SpecimenDesk.TimeOf(form["expected"], "18:00", me);
        if (to is null)
        {
            form.Refuse("to", me.Texts["sending.wrong.to"]);
        }

        if (tubes.Length is 0 or > SendSpecimens.MaxOfParcel)
        {
            form.Refuse("sentTubes", me.Texts.Fill("sending.wrong.tubes", SendSpecimens.MaxOfParcel));
        }

        if (expected is null || expected < me.Now || expected > me.Now.AddDays(MaxDays))
        {
            form.Refuse("expected", me.Texts.Fill("sending.wrong.expected", MaxDays));
        }

        if (form.IsRedraw || form.Errors.Count > 0)
        {
            return await PageAsync(
                form, null, form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, me, desk,
                send, book, stop);
        }

        ParcelSent sent = await send.RunAsync(
            site, SpecimenDesk.UnitsOf(me), to!, tubes, expected!.Value, me.Session.StaffId, me.Now, stop);
        if (sent.Parcel == 0)
        {
            form.Refuse("sentTubes", me.Texts.Fill("sending.notHere", string.Join(", ", sent.Refused)));
            return await PageAsync(form, null, StatusCodes.Status409Conflict, me, desk, send, book, stop);
        }

        return NoteCookie.Redirect(http, me.Web, "parcelSent", $"{Address}?parcel={OpaqueId.Format(sent.Parcel)}");
    }

    private static async Task<IResult> AddAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, SendSpecimens send, OutsideLaboratories book,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (form["outsideName"].Length is 0 or > OutsideLaboratories.MaxNameCharacters)
        {
            form.Refuse("outsideName", me.Texts.Fill("sending.wrong.name", OutsideLaboratories.MaxNameCharacters));
        }

        if (form["outsideAddress"].Length > OutsideLaboratories.MaxAddressCharacters
            || form["outsidePhone"].Length > OutsideLaboratories.MaxNameCharacters)
        {
            form.Refuse("outsideAddress", me.Texts.Fill("sending.wrong.address", OutsideLaboratories.MaxAddressCharacters));
        }

        return form.Errors.Count > 0
            ? await PageAsync(form, null, StatusCodes.Status422UnprocessableEntity, me, desk, send, book, stop)
            : await book.AddAsync(
                await desk.SiteAsync(me, stop), form["outsideName"], form["outsideAddress"], form["outsidePhone"], stop) is null
                ? Problems.Refused("problem.badRequest")
                : NoteCookie.Redirect(http, me.Web, "outsideAdded", Address);
    }

    private static async Task<IResult> ReturnAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, SendSpecimens send, OutsideLaboratories book,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!form.IsRedraw && await send.ReturnAsync(
            await desk.SiteAsync(me, stop), SpecimenDesk.UnitsOf(me), form["back"], me.Session.StaffId, me.Now, stop))
        {
            return NoteCookie.Redirect(http, me.Web, "specimenReturned", Address);
        }

        form.Refuse("back", me.Texts["sending.notOut"]);
        return await PageAsync(form, null, StatusCodes.Status409Conflict, me, desk, send, book, stop);
    }

    private static async Task<IResult> SlipAsync(
        string parcel, HttpContext http, Visitor me, SpecimenDesk desk, SendSpecimens send, OutsideLaboratories book,
        TextCatalog catalog, CancellationToken stop)
    {
        if (!OpaqueId.TryParse(parcel, out long number) || await desk.LaboratoryAsync(me, stop) is not { } own)
        {
            return Problems.NotFound();
        }

        IReadOnlyList<(SendingRow Sending, SpecimenRow Specimen)> lines =
            await send.ParcelAsync(own.Site, [own.LaboratoryId], number, stop);
        if (lines.Count == 0)
        {
            return Problems.NotFound();
        }

        ContainerNames names = await desk.NamesAsync(me, own.Site, stop);
        OutsideLaboratory? to = (await book.AllAsync(own.Site, stop))
            .FirstOrDefault(one => one.OutsideId == lines[0].Sending.OutsideId);
        byte[] pdf = Write(own, to, lines, names, me, catalog.French);
        http.Response.Headers.ContentDisposition = "inline; filename=\"bordereau.pdf\"";
        return Results.Bytes(pdf, "application/pdf");
    }

    private static byte[] Write(
        LaboratoryDetails own, OutsideLaboratory? to, IReadOnlyList<(SendingRow Sending, SpecimenRow Specimen)> lines,
        ContainerNames names, Visitor me, PageTexts texts)
    {
        PdfPaper paper = new(new(
            texts["slip.title"], texts.Culture.Name, texts["slip.footer"], texts["paper.page"], me.Now));
        paper.Columns(
            $"{own.Name}\n{own.Address}\n{own.Phone}", to is null ? "" : $"{to.Name}\n{to.Address}\n{to.Phone}");
        paper.Rule();
        paper.Text(texts["slip.title"], TextStyle.Title, TextSide.Middle);
        paper.Text(
            texts.Fill(
                "slip.sent", texts.Minute(me.Local(lines[0].Sending.SentAt)),
                texts.Day(DateOnly.FromDateTime(me.Local(lines[0].Sending.ExpectedAt)))),
            TextStyle.Body, TextSide.Middle);
        paper.Space(12);
        paper.Table(
            [0.24, 0.26, 0.22, 0.28],
            [texts["slip.number"], texts["slip.container"], texts["slip.person"], texts["slip.collected"]],
            lines.Select(line => (IReadOnlyList<string>)
            [
                AccessionNumber.Format(line.Sending.Number), names[line.Sending.Container],
                names.Person(line.Specimen.Person),
                line.Specimen.CollectedAt is { } at ? texts.Minute(me.Local(at)) : "",
            ]));
        paper.Space(12);
        paper.Frame(texts["slip.received"], 0.5, 1, 60);
        return paper.Finish();
    }
}
