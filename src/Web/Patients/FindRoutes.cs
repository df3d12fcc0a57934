using Serment.CustodyProtocol;
using Serment.Records.Patients;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Names;
using Serment.Web.Appointments;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Patients;

/// <summary>
/// Finding somebody: by birth date and name in separate fields (EXI SI 03), or by one exact number. Never by the
/// address.
/// </summary>
internal static class FindRoutes
{
    /// <summary>The box that says: the whole name has fewer letters than a search wants.</summary>
    internal const string WholeNameField = "wholeName";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients", (string? slot) => Page.Show<FindPage>(
                new FindModel(new() { ["slot"] = SlotText.Parse(slot)?.ToString() ?? "" }, null)))
            .Admits(Audience.OpensCards, Budget.None);
        app.MapPost("/patients", FindAsync).Admits(Audience.OpensCards, Budget.LookupAndCards);
    }

    private static async Task<IResult> FindAsync(
        HttpContext http, Visitor me, FindPatients find, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (form.IsRedraw)
        {
            return Page.Show<FindPage>(new FindModel(form, null));
        }

        PatientQuery? query = form["by"] is "number" ? ByNumber(form, me) : ByTraits(form, me);
        if (query is null)
        {
            return Page.Show<FindPage>(new FindModel(form, null), StatusCodes.Status422UnprocessableEntity);
        }

        FoundPatients found = await find.RunAsync(query, me.Token, me.Session.SiteCode, me.Today, stop);
        return Page.Show<FindPage>(new FindModel(form, found));
    }

    private static PatientQuery? ByTraits(FormState form, Visitor me)
    {
        BirthDateRefusal refusal = BirthDateParser.TryParseFrench(form["birthDate"], me.Today, out BirthDate birthDate);
        if (refusal != BirthDateRefusal.None)
        {
            form.Refuse("birthDate", IdentityMessages.Of(refusal).In(me.Texts.Language));
        }

        int letters = LettersOf(form["name"]);
        if (letters == 0)
        {
            form.Refuse("name", me.Texts["find.nameMissing"]);
        }
        else if (letters < NameForm.SearchPrefixChars && form[WholeNameField].Length == 0)
        {
            form.Refuse("name", me.Texts["find.nameShort"]);
        }

        return form.Errors.Count > 0
            ? null
            : new() { BirthDate = birthDate, Name = form["name"], GivenName = form.Optional("givenName") };
    }

    /// <summary>The letters of a typed name, as far as the search looks at them.</summary>
    internal static int LettersOf(string name)
    {
        Span<char> prefix = stackalloc char[NameForm.SearchPrefixChars];
        return NameForm.WriteSearchPrefix(name, prefix);
    }

    private static PatientQuery? ByNumber(FormState form, Visitor me)
    {
        string typed = form["identifier"];
        ExactIdentifier kind = Enum.TryParse(form["kind"], out ExactIdentifier read) ? read : ExactIdentifier.Nir;
        if (typed.Length == 0)
        {
            form.Refuse("identifier", me.Texts["find.identifierMissing"]);
        }
        else if (kind == ExactIdentifier.Nir && Nir.TryParseTyped(typed, out _) is var refusal and not NirRefusal.None)
        {
            form.Refuse("identifier", IdentityMessages.Of(refusal).In(me.Texts.Language));
        }

        return form.Errors.Count > 0 ? null : new() { Kind = kind, Identifier = typed };
    }
}
