using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Notes;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Notes;

/// <summary>The titles of the establishment's notes; no patient is on these pages.</summary>
internal static class TemplateRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/note-templates", ShowAllAsync).Admits(Audience.Administers, Budget.None);
        app.MapGet("/note-templates/{key}", ShowAsync).Admits(Audience.Administers, Budget.None);
        app.MapPost("/note-templates/{key}", SetAsync).Admits(Audience.Administers, Budget.None);
    }

    private static async Task<IResult> ShowAllAsync(Visitor me, NoteTemplates templates, CancellationToken stop) =>
        Page.Show<TemplatesPage>(new TemplatesModel(await templates.OfSiteAsync(me.Session.SiteCode, stop)));

    private static async Task<IResult> ShowAsync(
        string key, Visitor me, NoteTemplates templates, CancellationToken stop)
    {
        SiteTemplate? found = await FindAsync(key, me, templates, stop);
        return found is null
            ? Problems.NotFound()
            : Page.Show<TemplatePage>(new TemplateModel(
                found,
                new()
                {
                    ["title"] = found.Template.Title,
                    ["sections"] = string.Join('\n', found.Template.Sections),
                    ["version"] = found.Version.ToString(CultureInfo.InvariantCulture),
                }));
    }

    private static async Task<IResult> SetAsync(
        string key, HttpContext http, Visitor me, NoteTemplates templates, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        SiteTemplate? found = await FindAsync(key, me, templates, stop);
        if (found is null
            || !int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen))
        {
            return Problems.NotFound();
        }

        if (form.IsRedraw)
        {
            return Page.Show<TemplatePage>(new TemplateModel(found, form));
        }

        IReadOnlyList<string>? sections = NoteTemplate.ReadSections(form["sections"].ReplaceLineEndings("\n"));
        if (sections is null)
        {
            form.Refuse("sections", me.Texts.Fill(
                "noteTemplate.sectionsWrong", NoteTemplate.MaxSections, NoteTemplate.MaxTitleCharacters));
        }

        if (form["title"].Length is 0 or > NoteTemplate.MaxTitleCharacters)
        {
            form.Refuse("title", me.Texts.Fill("noteTemplate.titleWrong", NoteTemplate.MaxTitleCharacters));
        }

        if (sections is null || form.Errors.Count > 0)
        {
            return Page.Show<TemplatePage>(
                new TemplateModel(found, form), StatusCodes.Status422UnprocessableEntity);
        }

        if (await templates.SetAsync(
            found.Template with { Title = form["title"], Sections = sections }, seen, me.Session, me.Now, stop))
        {
            return NoteCookie.Redirect(http, me.Web, "saved", "/note-templates");
        }

        // Somebody else's titles are shown beside what is typed, which a second saving puts in their place.
        SiteTemplate now = (await FindAsync(key, me, templates, stop))!;
        form.NoteOther("title", now.Template.Title);
        form.NoteOther("sections", string.Join('\n', now.Template.Sections));
        form["version"] = now.Version.ToString(CultureInfo.InvariantCulture);
        return Page.Show<TemplatePage>(
            new TemplateModel(now, form, IsConflict: true), StatusCodes.Status409Conflict);
    }

    private static async Task<SiteTemplate?> FindAsync(
        string key, Visitor me, NoteTemplates templates, CancellationToken stop) =>
        (await templates.OfSiteAsync(me.Session.SiteCode, stop)).FirstOrDefault(
            one => string.Equals(one.Template.Key, key, StringComparison.Ordinal));
}
