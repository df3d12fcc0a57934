using System.Globalization;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>
/// Storage by scans alone: a rack's code chooses the rack, tubes then go to its places in order; without a rack a tube's
/// scan says where it is. Destruction is confirmed by scan.
/// </summary>
internal static class StorageRoutes
{
    private const string Storage = "/laboratory/storage";
    private const string Destruction = "/laboratory/destruction";
    private const string RackField = "rack";
    private const string PositionField = "position";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Storage, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Storage, ScanAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapGet(Destruction, ShowDueAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Destruction, DestroyAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    private static async Task<IResult> ShowAsync(
        Visitor me, SpecimenDesk desk, StoreSpecimens store, CancellationToken stop) =>
        await PageAsync(null, "", 0, me, desk, store, stop);

    private static async Task<IResult> PageAsync(
        ScanAnswer? answer, string rack, short position, Visitor me, SpecimenDesk desk, StoreSpecimens store,
        CancellationToken stop)
    {
        short site = await desk.SiteAsync(me, stop);
        return Page.Show<StoragePage>(new StorageModel(
            answer, rack, position, await store.OfRackAsync(site, SpecimenDesk.UnitsOf(me), rack, stop),
            await desk.NamesAsync(me, site, stop)));
    }

    private static async Task<IResult> ScanAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, StoreSpecimens store, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        string rack = StoreSpecimens.CleanRack(form[RackField]) ?? "";
        short position = short.TryParse(
            form[PositionField], NumberStyles.None, CultureInfo.InvariantCulture, out short typed) ? typed : (short)1;
        string scanned = form[ScanForm.Field];
        if (form.IsRedraw || scanned.Length == 0)
        {
            return await PageAsync(null, rack, position, me, desk, store, stop);
        }

        short site = await desk.SiteAsync(me, stop);
        int[] mine = SpecimenDesk.UnitsOf(me);
        ContainerNames names = await desk.NamesAsync(me, site, stop);
        ScanAnswer answer;
        if (StoreSpecimens.CleanRack(scanned) is { } chosen)
        {
            IReadOnlyList<SpecimenRow> there = await store.OfRackAsync(site, mine, chosen, stop);
            position = StoreSpecimens.FirstFree(there, 1);
            rack = chosen;
            answer = new(
                "green", me.Texts.Fill("storage.rackOpen", rack), "",
                [me.Texts.Count("storage.inside", there.Count), me.Texts.Fill("storage.next", position)],
                Keep(rack, position));
        }
        else if (rack.Length == 0)
        {
            answer = Found(await store.FindAsync(site, mine, scanned, stop), scanned, names, me);
        }
        else
        {
            Storing stored = await store.PlaceAsync(
                site, mine, rack, position, scanned, me.Session.StaffId, me.Now, stop);
            short next = stored.NextPosition > 0 ? stored.NextPosition : position;
            answer = Answer(
                stored, scanned,
                stored.Answer == StorageAnswer.Done
                    ? [me.Texts.Fill("storage.placed", rack, position), me.Texts.Fill("storage.next", next)]
                    : [me.Texts.Fill("storage.next", next)],
                Keep(rack, next), names, me,
                stored is { Answer: StorageAnswer.Already, Specimen: { } there }
                    ? me.Texts.Fill("storage.already", there.Position)
                    : null);
            position = next;
        }

        return ScanForm.IsByScript(http)
            ? Page.Show<ScanResult>(answer)
            : await PageAsync(answer, rack, position, me, desk, store, stop);
    }

    private static async Task<IResult> ShowDueAsync(
        Visitor me, SpecimenDesk desk, StoreSpecimens store, CancellationToken stop) =>
        await DuePageAsync(null, me, desk, store, stop);

    private static async Task<IResult> DuePageAsync(
        ScanAnswer? answer, Visitor me, SpecimenDesk desk, StoreSpecimens store, CancellationToken stop) =>
        await desk.LaboratoryAsync(me, stop) is { } own
            ? Page.Show<DestructionPage>(new DestructionModel(
                answer, await store.DueAsync(own.Site, own.LaboratoryId, me.Now, stop),
                await desk.NamesAsync(me, own.Site, stop)))
            : Problems.NotFound();

    private static async Task<IResult> DestroyAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, StoreSpecimens store, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        string scanned = form[ScanForm.Field];
        if (form.IsRedraw || scanned.Length == 0)
        {
            return await DuePageAsync(null, me, desk, store, stop);
        }

        short site = await desk.SiteAsync(me, stop);
        Storing destroyed = await store.DestroyAsync(
            site, SpecimenDesk.UnitsOf(me), scanned, me.Session.StaffId, me.Now, stop);
        List<string> facts = destroyed is { Answer: StorageAnswer.TooEarly, Specimen.KeepUntil: { } until }
            ? [me.Texts.Fill("storage.keepUntil", me.Texts.Day(DateOnly.FromDateTime(me.Local(until))))]
            : [];
        ScanAnswer answer = Answer(
            destroyed, scanned, facts, [], await desk.NamesAsync(me, site, stop), me,
            destroyed.Answer == StorageAnswer.Done ? me.Texts["storage.destroyed"] : null);
        return ScanForm.IsByScript(http)
            ? Page.Show<ScanResult>(answer)
            : await DuePageAsync(answer, me, desk, store, stop);
    }

    private static ScanAnswer Found(Storing found, string scanned, ContainerNames names, Visitor me)
    {
        if (found.Specimen is not { } tube)
        {
            return Answer(found, scanned, [], [], names, me);
        }

        string where = tube.Rack.Length > 0
            ? me.Texts.Fill("storage.placed", tube.Rack, tube.Position)
            : me.Texts.Of("tubeState", tube.State);
        List<string> facts = [];
        if (tube.ReceivedAt is { } received)
        {
            facts.Add(me.Texts.Fill("storage.received", me.Texts.Minute(me.Local(received))));
        }

        if (tube.KeepUntil is { } until)
        {
            facts.Add(me.Texts.Fill("storage.keepUntil", me.Texts.Day(DateOnly.FromDateTime(me.Local(until)))));
        }

        return Answer(found, scanned, facts, [], names, me, where);
    }

    private static ScanAnswer Answer(
        Storing stored, string scanned, IReadOnlyList<string> facts, IReadOnlyList<KeyValuePair<string, string>> keep,
        ContainerNames names, Visitor me, string? title = null) => new(
            stored.Answer switch
            {
                StorageAnswer.Done => "green",
                StorageAnswer.Taken or StorageAnswer.TooEarly or StorageAnswer.Moved or StorageAnswer.Already => "orange",
                _ => "red",
            },
            title ?? me.Texts.Of("storageAnswer", stored.Answer), stored.Specimen?.Number ?? scanned,
            stored.Specimen is { } tube ? [$"{names[tube.Container]} · {names.Person(tube.Person)}", .. facts] : facts,
            keep)
        {
            Cap = stored.Specimen is { } shown ? names.Colour(shown.Container) : null,
        };

    private static KeyValuePair<string, string>[] Keep(string rack, short position) =>
    [
        new(RackField, rack), new(PositionField, position.ToString(CultureInfo.InvariantCulture)),
    ];
}
