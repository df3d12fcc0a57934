using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Patients;
using Serment.Records.Patients.Identity;
using Serment.Records.Printing;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>
/// Labels. Those for a collection and the wristband bear a name: they open one person, for print. Those of the bench bear
/// none and open nobody.
/// </summary>
internal static class LabelRoutes
{
    private const int AheadHours = 24;
    private static readonly EntrySelection Identity =
        EntrySelection.Of(CompartmentSet.Of(Compartment.Identity), "Patient");

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/laboratory/labels/collection", CollectionAsync)
            .Admits(Audience.PrintsCollectionLabels, Budget.OnePatient);
        app.MapPost("/laboratory/labels/bench", BenchAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost("/laboratory/aliquots", AliquotAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    private static async Task<IResult> CollectionAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, ListCollections list, RecordDoor door, TextCatalog catalog,
        CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        if (!PatientId.TryParse(form["patient"].ToString(), out PatientId patient))
        {
            return Problems.NotFound();
        }

        // On paper: the log tells it from what was only seen. Roles that read no identity have the card.
        bool reads = me.Reads(Compartment.Identity);
        using OpenedCards opened = await door.OpenListAsync(
            [patient], Identity, new(me.Token, reads ? AccessPurpose.Print : AccessPurpose.Card), stop);
        PatientCard card = PatientCard.From(opened.Cards[0], me.Today);
        if (card.Identity is not { } who)
        {
            return Closed.Answer(card.Outcome, card.Reason, patient, KeptForm.Of(http.Request));
        }

        PageTexts texts = catalog.French;
        string name = NameOf(who);
        string birth = $"{texts.Born(who.BirthDate)} · {texts.Of("sex", who.Sex)}";
        short site = await desk.SiteAsync(me, stop);
        if (form["paper"] == "wristband")
        {
            return card.Number is { } number && Code128.Takes(number.Value.Trim())
                ? Give([new(number.Value.Trim(), name, "", false, birth)], "single", http, me, texts)
                : Problems.Refused("labels.noNumber");
        }

        ContainerNames names = await desk.NamesAsync(me, site, stop);
        List<SpecimenLabel> labels = [];
        // Of an order, those that were taken before it was written too; at the bedside, what is to be taken.
        IReadOnlyList<SpecimenRow> tubes = EntryId.TryParse(form["request"].ToString(), out EntryId request)
            ? await list.OfRequestAsync(site, patient, request, stop)
            : await list.OfPatientAsync(site, patient, me.Now.AddHours(AheadHours), stop);
        foreach (SpecimenRow tube in tubes
            .OrderBy(tube => names.Order(tube.Container)).Take(SpecimenLabel.MaxLabels))
        {
            labels.Add(
                LabelOf(tube, names, name, await desk.MarkAsync(tube, texts, stop)) with { Birth = birth });
        }

        return labels.Count == 0
            ? Problems.Refused("labels.nothing")
            : Give(labels, form["paper"].ToString(), http, me, texts);
    }

    private static async Task<IResult> BenchAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, StoreSpecimens store, TextCatalog catalog,
        CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        short site = await desk.SiteAsync(me, stop);
        Storing found = await store.FindAsync(site, SpecimenDesk.UnitsOf(me), form["scan"].ToString(), stop);
        return found.Specimen is { } tube
            ? Give(
                [
                    LabelOf(
                        tube, await desk.NamesAsync(me, site, stop), null,
                        await desk.MarkAsync(tube, catalog.French, stop)),
                ],
                form["paper"].ToString(), http, me,
                catalog.French)
            : Problems.Refused("labels.unknown");
    }

    private static async Task<IResult> AliquotAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, MakeAliquots make, TextCatalog catalog, CancellationToken stop)
    {
        IFormCollection form = http.Request.Form;
        if (!int.TryParse(form["count"], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count is < 1 or > MakeAliquots.MaxAliquots)
        {
            return Problems.Refused("problem.badRequest");
        }

        short site = await desk.SiteAsync(me, stop);
        ContainerNames names = await desk.NamesAsync(me, site, stop);
        if (await make.RunAsync(
            site, SpecimenDesk.UnitsOf(me), form["scan"].ToString(), count, me.Session.StaffId, me.Now, me.Today.Year,
            stop) is not { } aliquots)
        {
            return Problems.Refused("labels.unknown");
        }

        List<SpecimenLabel> labels = [];
        foreach (SpecimenRow aliquot in aliquots)
        {
            labels.Add(LabelOf(aliquot, names, null, await desk.MarkAsync(aliquot, catalog.French, stop)));
        }

        return Give(labels, form["paper"].ToString(), http, me, catalog.French);
    }

    private static SpecimenLabel LabelOf(SpecimenRow tube, ContainerNames names, string? person, string mark) => new(
        tube.Number, names[tube.Container], mark, tube.Priority == OrderPriority.Urgent, person);

    private static string NameOf(PatientIdentity who) =>
        who.UsedName is { } used && !string.Equals(used, who.BirthName, StringComparison.OrdinalIgnoreCase)
            ? $"{used} ({who.BirthName}) {who.UsedGivenName ?? who.FirstGivenName}"
            : $"{who.BirthName} {who.UsedGivenName ?? who.FirstGivenName}";

    private static IResult Give(
        IReadOnlyList<SpecimenLabel> labels, string paper, HttpContext http, Visitor me, PageTexts texts)
    {
        if (paper is "zpl")
        {
            byte[] text = Encoding.ASCII.GetBytes(ZplLabels.Write(labels));
            http.Response.RegisterForDispose(new Wipe(text));
            return Results.File(text, "application/vnd.zebra.zpl", "etiquettes.zpl");
        }

        byte[] pdf = PrintLabels.Write(
            labels, paper is "sheet" ? LabelPaper.Sheet : LabelPaper.Single, texts["labels.file"], texts.Culture.Name,
            me.Now);
        http.Response.RegisterForDispose(new Wipe(pdf));

        // Shown rather than saved: a file in a folder of downloads is a copy that nobody counts.
        http.Response.Headers.ContentDisposition = "inline; filename=\"etiquettes.pdf\"";
        return Results.Bytes(pdf, "application/pdf");
    }

    private sealed class Wipe(byte[] bytes) : IDisposable
    {
        public void Dispose() => CryptographicOperations.ZeroMemory(bytes);
    }
}
