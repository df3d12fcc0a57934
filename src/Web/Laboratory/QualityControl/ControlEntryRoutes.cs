using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.QualityControl;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>Controls that are typed: one page an instrument, a field a level.</summary>
internal static class ControlEntryRoutes
{
    private const string At = ControlRoutes.Home + "/enter";
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(At, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(At, SaveAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    private static Task<IResult> ShowAsync(
        int? instrument, Visitor me, ReadControls read, ControlPages pages, CancellationToken stop) =>
        PageAsync(instrument ?? 0, new(), StatusCodes.Status200OK, me, read, pages, stop);

    private static async Task<IResult> PageAsync(
        int instrument, FormState form, int status, Visitor me, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        ControlSetup setup = await read.SetupAsync(me.Session.SiteCode, instrument, stop);
        ControlInstrument? chosen = setup.Instruments.FirstOrDefault(one => one.Id == instrument);
        List<ControlEntryLine> lines = [];
        if (chosen is not null)
        {
            IReadOnlyDictionary<(string, long), ControlReading> last =
                await read.LatestAsync(me.Session.SiteCode, instrument, me.Now.AddDays(-7), stop);
            lines =
            [
                .. LinesOf(setup, instrument).Select(line => line with
                {
                    Last = last.GetValueOrDefault((line.Analysis, line.Level.Id)),
                }),
            ];
        }

        return Page.Show<ControlEntryPage>(
            new ControlEntryModel(setup.Instruments, chosen, lines, await pages.NamesAsync(me, stop), form), status);
    }

    // The levels of the lots in use and in parallel, for each analysis that has a target of the same material here.
    private static List<ControlEntryLine> LinesOf(ControlSetup setup, int instrument)
    {
        Dictionary<long, long> materials = setup.Lots
            .SelectMany(lot => lot.Levels.Select(level => (level.Id, Material: lot.Material.Id)))
            .ToDictionary(one => one.Id, one => one.Material);
        IEnumerable<(long Material, string Analysis)> controlled = setup.Targets
            .Where(one => one.InstrumentId == instrument && materials.ContainsKey(one.LevelId))
            .Select(one => (materials[one.LevelId], one.Analysis))
            .Distinct();
        IEnumerable<ControlEntryLine> lines =
            from one in controlled
            from lot in setup.Lots
            where lot.Material.Id == one.Material && lot.State != ControlLotState.UsedUp
            from level in lot.Levels
            let target = setup.Targets.FirstOrDefault(known => known.LevelId == level.Id
                && known.InstrumentId == instrument
                && string.Equals(known.Analysis, one.Analysis, StringComparison.Ordinal))
            select new ControlEntryLine(
                $"v-{one.Analysis}-{OpaqueId.Format(level.Id)}", one.Analysis, lot, level, target, null);
        return
        [
            .. lines.OrderBy(one => one.Analysis, StringComparer.Ordinal)
                .ThenByDescending(one => one.Lot.State == ControlLotState.InUse)
                .ThenBy(one => one.Lot.Material.Name, StringComparer.Ordinal)
                .ThenBy(one => one.Level.Number),
        ];
    }

    private static async Task<IResult> SaveAsync(
        HttpContext http, Visitor me, AddControlResult add, ReadControls read, ControlPages pages,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (!int.TryParse(form["instrument"], NumberStyles.None, CultureInfo.InvariantCulture, out int instrument))
        {
            return Problems.Refused("problem.badRequest");
        }

        DateTimeOffset at = me.Now;
        if (form["qc-at"].Length > 0 && !TryReadTime(form["qc-at"], me, out at))
        {
            form.Refuse("qc-at", me.Texts["qc.wrong.at"]);
        }

        ControlSetup setup = await read.SetupAsync(me.Session.SiteCode, instrument, stop);
        List<ControlDraft> drafts = [];
        foreach (ControlEntryLine line in LinesOf(setup, instrument).Where(line => form[line.Field].Length > 0))
        {
            if (ControlNumbers.Parse(form[line.Field]) is { } value)
            {
                drafts.Add(new(instrument, line.Analysis, line.Level.Id, value, at, me.Session.StaffId));
            }
            else
            {
                form.Refuse(line.Field, me.Texts["qc.wrong.value"]);
            }
        }

        if (drafts.Count == 0 && form.Errors.Count == 0)
        {
            form.RefuseAll(me.Texts["qc.wrong.nothing"]);
        }

        if (form.Errors.Count == 0 && !form.IsRedraw)
        {
            IReadOnlyList<ControlAdded> added = await add.RunAllAsync(me.Session.SiteCode, drafts, stop);
            if (added.All(one => one.State is ControlStored.Stored or ControlStored.Repeated))
            {
                bool isOut = added.Any(one => one.Verdict == ControlVerdict.Rejected);
                return NoteCookie.Redirect(
                    http, me.Web, isOut ? "controlsOut" : "controlsSaved", $"{At}?instrument={instrument}");
            }

            form.Refuse("qc-at", me.Texts["qc.wrong.at"]);
        }

        return await PageAsync(
            instrument, form, StatusCodes.Status422UnprocessableEntity, me, read, pages, stop);
    }

    private static bool TryReadTime(string typed, Visitor me, out DateTimeOffset at)
    {
        bool parsed = DateTime.TryParseExact(
            typed, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local);
        at = parsed && !me.Web.TimeZone.IsInvalidTime(local)
            ? new DateTimeOffset(local, me.Web.TimeZone.GetUtcOffset(local))
            : me.Now;
        return parsed && at <= me.Now.AddMinutes(1) && at > me.Now - AddControlResult.MaxAge;
    }
}
