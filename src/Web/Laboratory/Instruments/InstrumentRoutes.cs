using System.Globalization;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Interop.Astm;
using Serment.Interop.Hl7v2;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Orders;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>The links of the instruments and their settings. No patient.</summary>
internal static class InstrumentRoutes
{
    public const string Home = "/laboratory/instruments";
    private const int MaxTriedBytes = 200_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, ShowAsync).Admits(Audience.SeesInstruments, Budget.None);
        app.MapGet(Home + "/stamp", StampAsync).Admits(Audience.SeesInstruments, Budget.None).InBackground();
        app.MapGet(Home + "/{id:int}", ShowOneAsync).Admits(Audience.SetsUpInstruments, Budget.None);
        app.MapPost(Home + "/{id:int}", SaveAsync).Admits(Audience.SetsUpInstruments, Budget.None);
    }

    private static async Task<IResult> ShowAsync(
        Visitor me, RecordDoor door, InstrumentRows rows, InstrumentLinks links, AsideRows asides,
        Laboratories laboratories, CancellationToken stop) =>
        Page.Show<InstrumentsPage>(await ModelAsync(me, door, rows, links, asides, laboratories, stop));

    private static async Task<IResult> StampAsync(
        Visitor me, RecordDoor door, InstrumentRows rows, InstrumentLinks links, AsideRows asides,
        Laboratories laboratories, CancellationToken stop) =>
        Results.Text((await ModelAsync(me, door, rows, links, asides, laboratories, stop)).Stamp);

    private static async Task<InstrumentsModel> ModelAsync(
        Visitor me, RecordDoor door, InstrumentRows rows, InstrumentLinks links, AsideRows asides,
        Laboratories laboratories, CancellationToken stop)
    {
        short site = await SiteAsync(me, door, stop);
        IReadOnlyList<LaboratoryDetails> own = await laboratories.ListAsync(site, stop);
        List<InstrumentLine> lines = [];
        long stamp = 0;
        foreach (Instrument one in await rows.ListAsync(site, stop))
        {
            LinkState? state = links.StateOf(site, one.Id);
            LinkFigures figures = state?.Figures ?? new();
            stamp += (state?.Stamp ?? 0) + one.Version;
            lines.Add(new(
                one, one.Link is null ? "" : (state is null ? LinkPhase.Off : figures.Phase).ToString(),
                figures.Alarm == LinkAlarm.None ? "" : figures.Alarm.ToString(),
                [figures.Messages, figures.Results, figures.Controls, figures.Aside, figures.Repeated, figures.Refusals],
                figures.LastMessageAt, figures.LastRefusal));
        }

        long aside = 0;
        if (me.Meets(Audience.WorksInLaboratory))
        {
            foreach (int laboratory in me.Session.Units.Select(unit => unit.UnitId))
            {
                aside += await asides.CountAsync(site, laboratory, stop);
            }
        }

        return new(
            lines, own, aside, me.Meets(Audience.SetsUpInstruments),
            string.Create(CultureInfo.InvariantCulture, $"{lines.Count}-{stamp}-{aside}"));
    }

    private static async Task<IResult> ShowOneAsync(
        int id, Visitor me, RecordDoor door, InstrumentRows rows, Laboratories laboratories, CancellationToken stop)
    {
        short site = await SiteAsync(me, door, stop);
        Instrument? one = id == 0 ? null : await rows.FindAsync(site, id, stop);
        return id != 0 && one is null
            ? Problems.NotFound()
            : Page.Show<InstrumentPage>(
                new InstrumentModel(id, InstrumentForm.Of(one), await laboratories.ListAsync(site, stop)));
    }

    private static async Task<IResult> SaveAsync(
        int id, HttpContext http, Visitor me, RecordDoor door, InstrumentRows rows, Laboratories laboratories,
        Catalogues catalogues, InstrumentLinks links, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        short site = await SiteAsync(me, door, stop);
        IReadOnlyList<LaboratoryDetails> own = await laboratories.ListAsync(site, stop);
        if (form.IsRedraw)
        {
            return Page.Show<InstrumentPage>(new InstrumentModel(id, form, own));
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
        Instrument? read = InstrumentForm.Read(
            form, site, id, [.. own.Select(one => one.LaboratoryId)], catalogue, me);
        if (read is not null && form[FormState.StepField] is "try")
        {
            return Try(id, form, own, read, catalogue, me);
        }

        if (read is not null)
        {
            bool isSaved = id != 0
                ? await rows.UpdateAsync(read, stop)
                : (await rows.AddAsync(read, stop)).Id > 0;
            if (isSaved)
            {
                await links.ApplyAsync(stop);
                return NoteCookie.Redirect(http, me.Web, "saved", Home);
            }

            form.RefuseAll(me.Texts["instruments.wrong.changed"]);
        }

        return Page.Show<InstrumentPage>(
            new InstrumentModel(id, form, own), StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Reads a pasted message as the link would; nothing of it is kept.</summary>
    private static IResult Try(
        int id, FormState form, IReadOnlyList<LaboratoryDetails> own, Instrument instrument, LaboratoryCatalogue catalogue,
        Visitor me)
    {
        try
        {
            byte[] content = Encoding.UTF8.GetBytes(form["message"].Replace('\n', '\r'));
            if (content.Length > MaxTriedBytes)
            {
                throw new AnalyserFormatException("too long");
            }

            AnalyserMessage message = instrument.Link!.Protocol == LinkProtocol.Astm
                ? AstmReader.Read(content)
                : Hl7Reader.Read(content).Content ?? new();
            TriedLine[] tried = [.. message.Results.Select(one => Tried(one, instrument, catalogue, me.Texts))];
            return Page.Show<InstrumentPage>(new InstrumentModel(id, form, own, tried, message.LeftOut));
        }
        catch (AnalyserFormatException e)
        {
            form.Refuse("message", me.Texts.Fill("instruments.wrong.message", e.Message));
            return Page.Show<InstrumentPage>(
                new InstrumentModel(id, form, own), StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static TriedLine Tried(
        AnalyserResult one, Instrument instrument, LaboratoryCatalogue catalogue, PageTexts texts)
    {
        if (!instrument.Codes.TryGetValue(one.Code, out InstrumentCode? mapping))
        {
            return new(one, "", "", AsideReason.UnknownCode);
        }

        if (mapping.Analysis.Length == 0)
        {
            return new(one, "–", "–", null);
        }

        Analysis analysis = catalogue.Find(mapping.Analysis)!;
        ReadValue.Reading reading = ReadValue.Of(one, mapping, analysis);
        string value = reading.Number is { } number
            ? $"{number.ToString(texts.Culture)} {texts.Unit(analysis.Unit)}".TrimEnd()
            : reading.Answer?.Fr ?? reading.Text ?? reading.AbsentReason ?? "";
        return new(one, analysis.Code, value, reading.Refusal);
    }

    internal static async Task<short> SiteAsync(Visitor me, RecordDoor door, CancellationToken stop) =>
        await door.SiteOfCodeAsync(me.Session.SiteCode, stop)
        ?? throw new InvalidOperationException("the session's site is unknown");
}
