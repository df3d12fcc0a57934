using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Patients.Contact;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Practitioners;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Practitioners;

/// <summary>A form with the person or house that it is of.</summary>
public sealed record PracticeModel(FormState Form, string Name);

/// <summary>What papers say of who writes them: each practitioner's own, and the house's by those in charge.</summary>
internal static class PracticeRoutes
{
    private const string Own = "/account/practice";
    private const string House = "/people/site";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Own, ShowAsync).Admits(Audience.OpensRecords, Budget.None);
        app.MapPost(Own, SaveAsync).Admits(Audience.OpensRecords, Budget.None);
        app.MapGet(House, ShowSiteAsync).Admits(Audience.ManagesPeople, Budget.None);
        app.MapPost(House, SaveSiteAsync).Admits(Audience.ManagesPeople, Budget.None);
    }

    private static async Task<IResult> ShowAsync(Visitor me, ReadPractice read, CancellationToken stop)
    {
        PracticeDetails details = await read.OfAsync(me.Session.StaffId, stop);
        FormState form = new()
        {
            ["practiceTitle"] = details.Title ?? "",
            ["specialty"] = details.Specialty ?? "",
            ["rpps"] = details.Rpps ?? "",
            ["phone"] = PhoneOf(details.Phone),
            ["version"] = details.Version.ToString(CultureInfo.InvariantCulture),
        };
        return Page.Show<PracticePage>(new PracticeModel(form, me.Session.Name));
    }

    private static async Task<IResult> SaveAsync(
        HttpContext http, Visitor me, ReadPractice read, SavePractice save, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (form.IsRedraw)
        {
            return Page.Show<PracticePage>(new PracticeModel(form, me.Session.Name));
        }

        string? rpps = null;
        if (form.Optional("rpps") is { } typed)
        {
            if (Rpps.TryParse(typed, out Rpps number) == NumberRefusal.None)
            {
                rpps = number.ToString();
            }
            else
            {
                form.Refuse("rpps", me.Texts["practice.rppsWrong"]);
            }
        }

        string? phone = PhoneIn(form, me);
        Limit(form, "practiceTitle", PracticeDetails.MaxTitleChars, me);
        Limit(form, "specialty", PracticeDetails.MaxSpecialtyChars, me);
        int version = VersionIn(form);
        if (form.Errors.Count == 0
            && await save.RunAsync(
                new PracticeDetails(
                    me.Session.StaffId, form.Optional("practiceTitle"), form.Optional("specialty"), rpps, phone, version),
                stop))
        {
            return NoteCookie.Redirect(http, me.Web, "saved", Own);
        }

        if (form.Errors.Count == 0)
        {
            PracticeDetails other = await read.OfAsync(me.Session.StaffId, stop);
            form.RefuseAll(me.Texts["practice.changed"]);
            form.NoteOther("practiceTitle", other.Title);
            form.NoteOther("specialty", other.Specialty);
            form.NoteOther("rpps", other.Rpps);
            form.NoteOther("phone", PhoneOf(other.Phone));
            form["version"] = other.Version.ToString(CultureInfo.InvariantCulture);
        }

        return Page.Show<PracticePage>(
            new PracticeModel(form, me.Session.Name), StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ShowSiteAsync(
        Visitor me, ReadPractice read, CustodianClient custodian, CancellationToken stop)
    {
        SiteDetails details = await read.OfSiteAsync(me.Session.SiteCode, stop);
        FormState form = new()
        {
            ["address"] = details.Address ?? "",
            ["phone"] = PhoneOf(details.Phone),
            ["version"] = details.Version.ToString(CultureInfo.InvariantCulture),
        };
        return Page.Show<SitePage>(new PracticeModel(form, await SiteNameAsync(me, custodian, stop)));
    }

    private static async Task<IResult> SaveSiteAsync(
        HttpContext http, Visitor me, ReadPractice read, SavePractice save, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        string name = await SiteNameAsync(me, custodian, stop);
        if (form.IsRedraw)
        {
            return Page.Show<SitePage>(new PracticeModel(form, name));
        }

        string? phone = PhoneIn(form, me);
        Limit(form, "address", SiteDetails.MaxAddressChars, me);
        SiteDetails details = new(me.Session.SiteCode, form.Optional("address"), phone, VersionIn(form));
        if (form.Errors.Count == 0 && await save.RunAsync(details, me.Session.StaffId, stop))
        {
            return NoteCookie.Redirect(http, me.Web, "saved", House);
        }

        if (form.Errors.Count == 0)
        {
            SiteDetails other = await read.OfSiteAsync(me.Session.SiteCode, stop);
            form.RefuseAll(me.Texts["practice.changed"]);
            form.NoteOther("address", other.Address);
            form.NoteOther("phone", PhoneOf(other.Phone));
            form["version"] = other.Version.ToString(CultureInfo.InvariantCulture);
        }

        return Page.Show<SitePage>(new PracticeModel(form, name), StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<string> SiteNameAsync(Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        SiteDescription? site = (await custodian.DescribeSitesAsync(stop)).Sites
            .FirstOrDefault(one => string.Equals(one.Code, me.Session.SiteCode, StringComparison.Ordinal));
        return site is null ? me.Session.SiteCode
            : site.Finess is null ? site.Name
            : me.Texts.Fill("practice.siteFiness", site.Name, site.Finess);
    }

    private static string? PhoneIn(FormState form, Visitor me)
    {
        if (form.Optional("phone") is not { } typed)
        {
            return null;
        }

        if (PhoneNumber.TryParse(typed, out PhoneNumber phone) == ContactRefusal.None)
        {
            return phone.E164;
        }

        form.Refuse("phone", me.Texts["practice.phoneWrong"]);
        return null;
    }

    private static string PhoneOf(string? e164) =>
        e164 is not null && PhoneNumber.TryParse(e164, out PhoneNumber phone) == ContactRefusal.None
            ? phone.ToDisplay()
            : "";

    private static void Limit(FormState form, string field, int characters, Visitor me)
    {
        if (form[field].Length > characters)
        {
            form.Refuse(field, me.Texts.Fill("practice.tooLong", characters));
        }
    }

    private static int VersionIn(FormState form) =>
        int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 0;
}
