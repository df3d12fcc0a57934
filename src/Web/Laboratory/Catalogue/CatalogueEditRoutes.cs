using System.Globalization;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Catalogue;

/// <summary>Changes of the catalogue, by biologists. Each makes a new version with its date of effect.</summary>
internal static class CatalogueEditRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach ((string path, CatalogueItemKind kind) in new[]
        {
            ("analyses", CatalogueItemKind.Analysis), ("panels", CatalogueItemKind.Panel),
            ("containers", CatalogueItemKind.Container),
        })
        {
            string items = $"{CatalogueRoutes.Home}/{path}";
            app.MapGet(items + "/new", (Visitor me, CatalogueEditing editing, CancellationToken stop) =>
                editing.ShowAsync(kind, null, me, stop)).Admits(Audience.RunsLaboratory, Budget.None);
            app.MapGet(items + "/{code}/edit", (string code, Visitor me, CatalogueEditing editing, CancellationToken stop) =>
                editing.ShowAsync(kind, code, me, stop)).Admits(Audience.RunsLaboratory, Budget.None);
            app.MapPost(items + "/new", (HttpContext http, Visitor me, CatalogueEditing editing, CancellationToken stop) =>
                editing.SaveAsync(kind, null, http, me, stop)).Admits(Audience.RunsLaboratory, Budget.None);
            app.MapPost(items + "/{code}/edit",
                (string code, HttpContext http, Visitor me, CatalogueEditing editing, CancellationToken stop) =>
                    editing.SaveAsync(kind, code, http, me, stop)).Admits(Audience.RunsLaboratory, Budget.None);
        }
    }

    /// <summary>The address of the form of an item; of a new one where there is no code.</summary>
    public static string AddressOf(CatalogueItemKind kind, string? code) =>
        $"{CatalogueRoutes.Home}/{PathOf(kind)}/{(code is null ? "new" : code + "/edit")}";

    private static string PathOf(CatalogueItemKind kind) => kind switch
    {
        CatalogueItemKind.Analysis => "analyses",
        CatalogueItemKind.Panel => "panels",
        _ => "containers",
    };
}

/// <summary>Shows and takes the forms of the catalogue's items.</summary>
internal sealed class CatalogueEditing(RecordDoor door, Catalogues catalogues, ChangeCatalogue change)
{
    private const string Prefix = AnalysisForm.Prefix;

    /// <summary>The form of an item as it stands, planned changes included.</summary>
    public async Task<IResult> ShowAsync(CatalogueItemKind kind, string? code, Visitor me, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(me.Session.SiteCode, stop) is not { } site)
        {
            return Problems.NotFound();
        }

        IReadOnlyList<CatalogueVersion> versions = await catalogues.VersionsAsync(site, stop);
        string? body = code is null ? null : CatalogueHistory.BodyOf(versions, kind, code);
        if (code is not null && body is null)
        {
            return Problems.NotFound();
        }

        FormState form = CatalogueForms.Fill(kind, body, me.Texts);
        form[Prefix + "seen"] = Number(code is null
            ? ShippedCatalogue.Version
            : ChangeCatalogue.LastChange(versions, kind, code));
        return Show(kind, code, form, await catalogues.CurrentAsync(site, stop), StatusCodes.Status200OK);
    }

    /// <summary>Takes the form: a new version, or the form again with what is wrong.</summary>
    public async Task<IResult> SaveAsync(
        CatalogueItemKind kind, string? code, HttpContext http, Visitor me, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (await door.SiteOfCodeAsync(me.Session.SiteCode, stop) is not { } site)
        {
            return Problems.NotFound();
        }

        LaboratoryCatalogue current = await catalogues.CurrentAsync(site, stop);
        if (form.IsRedraw)
        {
            return Show(kind, code, form, current, StatusCodes.Status200OK);
        }

        IReadOnlyList<CatalogueVersion> versions = await catalogues.VersionsAsync(site, stop);
        string own = code ?? form[Prefix + "code"].ToUpperInvariant();
        if (code is null && CatalogueHistory.BodyOf(versions, kind, own) is not null)
        {
            form.Refuse(Prefix + "code", me.Texts["catalogue.fault.Twice"]);
        }

        CatalogueItem item = new(kind, own, CatalogueForms.Read(kind, own, form, me.Texts));
        DateTimeOffset? from = ReadFrom(form, me);
        string reason = form[Prefix + "reason"];
        if (reason.Length is 0 or > ChangeCatalogue.MaxReason || reason.Any(char.IsControl))
        {
            form.Refuse(Prefix + "reason", me.Texts["catalogue.refused.reason"]);
        }

        if (form.Errors.Count == 0)
        {
            int seen = int.TryParse(
                form[Prefix + "seen"], NumberStyles.None, CultureInfo.InvariantCulture, out int read) ? read : 0;
            CatalogueChanged changed = await change.RunAsync(site, item, seen, from, reason, me.Session.StaffId, stop);
            if (changed.State == CatalogueChangeState.Saved)
            {
                return NoteCookie.Redirect(http, me.Web, "saved", PlaceOf(kind, own));
            }

            Refuse(form, changed, item, await catalogues.VersionsAsync(site, stop), me);
        }

        return Show(kind, code, form, current, StatusCodes.Status422UnprocessableEntity);
    }

    private static string PlaceOf(CatalogueItemKind kind, string code) => kind switch
    {
        CatalogueItemKind.Analysis => CatalogueRoutes.AddressOf(code),
        CatalogueItemKind.Panel => $"{CatalogueRoutes.Home}?tab=panels",
        _ => $"{CatalogueRoutes.Home}?tab=containers",
    };

    private static void Refuse(
        FormState form, CatalogueChanged changed, CatalogueItem item, IReadOnlyList<CatalogueVersion> versions, Visitor me)
    {
        CatalogueVersion? other = versions.FirstOrDefault(one => one.Version == changed.Version);
        switch (changed.State)
        {
            case CatalogueChangeState.Faults:
                foreach (CatalogueFault fault in changed.Faults!)
                {
                    bool isOwn = string.Equals(fault.Code, item.Code, StringComparison.Ordinal);
                    string why = me.Texts.Of("catalogue.fault", fault.Fault);
                    form.Refuse(isOwn ? Prefix + fault.Member : "", isOwn ? why : $"{fault.Code} : {why}");
                }

                break;
            case CatalogueChangeState.ChangedMeanwhile:
                form.RefuseAll(me.Texts["catalogue.refused.ChangedMeanwhile"]);
                FormState theirs = CatalogueForms.Fill(
                    item.Kind, CatalogueHistory.BodyOf(versions, item.Kind, item.Code), me.Texts);
                foreach (string name in theirs.Names)
                {
                    form.NoteOther(name, theirs[name]);
                }

                form[Prefix + "seen"] = Number(changed.Version);
                break;
            case CatalogueChangeState.Past or CatalogueChangeState.Planned:
                form.Refuse(
                    Prefix + "from",
                    me.Texts.Fill(
                        "catalogue.refused." + changed.State,
                        other is null ? "" : me.Texts.Minute(me.Local(other.EffectiveFrom))));
                break;
            default:
                form.RefuseAll(me.Texts["catalogue.refused." + changed.State]);
                break;
        }
    }

    /// <summary>The date of effect: the beginning of a day here; null for now.</summary>
    private static DateTimeOffset? ReadFrom(FormState form, Visitor me)
    {
        if (form.Optional(Prefix + "from") is not { } typed)
        {
            return null;
        }

        if (DateOnly.TryParseExact(
                typed, ["yyyy-MM-dd", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            && day > me.Today)
        {
            DateTime local = day.ToDateTime(TimeOnly.MinValue);
            return new DateTimeOffset(local, me.Web.TimeZone.GetUtcOffset(local)).ToUniversalTime();
        }

        form.Refuse(Prefix + "from", me.Texts["catalogue.refused.Past"]);
        return null;
    }

    private static IResult Show(
        CatalogueItemKind kind, string? code, FormState form, LaboratoryCatalogue catalogue, int status)
    {
        CatalogueFormModel model = new(code, form, catalogue);
        return kind switch
        {
            CatalogueItemKind.Analysis => Page.Show<AnalysisEditPage>(model, status),
            CatalogueItemKind.Panel => Page.Show<PanelEditPage>(model, status),
            _ => Page.Show<ContainerEditPage>(model, status),
        };
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
