using System.Globalization;
using Serment.Records.Patients;
using Serment.Records.Patients.Contact;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.Records.Patients.Resources;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.CustodyProtocol;

namespace Serment.Web.Patients;

/// <summary>
/// From the typed form to a draft, by the identity rules. What is wrong marks its field; nothing typed is changed or
/// lost.
/// </summary>
internal sealed class PatientFormReader(FormState form, Visitor me)
{
    private const int MaxPlacesToChoose = 8;

    private static readonly string[] ComparedFields =
    [
        "birthName", "firstGivenName", "givenNames", "birthDate", "sex", "birthPlace", "usedName", "usedGivenName",
        "line1", "line2", "postalCode", "city", "mobile", "landline", "email", "nir", "organisation", "rightsFrom",
        "rightsUntil", "complementary", "memberNumber",
    ];

    // What was received and is shown as it came, so that only a change is checked.
    private static readonly string[] KeptFields =
        ["nirBefore", "mobileBefore", "landlineBefore", "emailBefore", "rightsFromBefore", "rightsUntilBefore"];

    private static readonly string[] DayForms = ["dd/MM/yyyy", "d/M/yyyy", "ddMMyyyy", "dd.MM.yyyy", "dd-MM-yyyy"];

    private readonly string language = me.Texts.Language;

    /// <summary>The draft; null when a field is marked.</summary>
    public PatientDraft? Read()
    {
        PatientIdentity identity = ReadIdentity();
        ContactDetails? contact = me.Writes(Compartment.Contact) ? ReadContact() : null;
        (CoverageDetails? coverage, Nir? nir) = me.Writes(Compartment.Coverage) ? ReadCoverage() : (null, null);
        IReadOnlyList<RelativeDraft>? relatives =
            me.Writes(Compartment.Contact) ? new RelativeFormReader(form, me).Read() : null;
        return form.Errors.Count > 0 ? null : new(identity, contact, coverage, nir, relatives);
    }

    /// <summary>Puts a record into the form, for correcting it.</summary>
    public static void Fill(FormState form, AdministrativeRecord record)
    {
        PatientIdentity identity = record.Identity;
        form["birthName"] = identity.BirthName ?? "";
        form["firstGivenName"] = identity.FirstGivenName ?? "";
        form["givenNames"] = identity.GivenNames ?? "";
        form["birthDate"] = Typed(identity.BirthDate);
        form["sex"] = identity.Sex == Sex.Missing ? "" : identity.Sex.Letter().ToString();
        form["birthPlaceCode"] = identity.BirthPlace?.ToString() ?? "";
        form["birthPlace"] = identity.BirthPlace is { } place
            ? Traits.NameOf(place, identity.BirthDate) ?? place.ToString()
            : "";
        form["usedName"] = identity.UsedName ?? "";
        form["usedGivenName"] = identity.UsedGivenName ?? "";
        form["line1"] = record.Contact.Line1 ?? "";
        form["line2"] = record.Contact.Line2 ?? "";
        form["postalCode"] = record.Contact.PostalCode ?? "";
        form["city"] = record.Contact.City ?? "";
        foreach ((string field, string? value) in ((string, string?)[])
            [
                ("mobile", record.Contact.Mobile), ("landline", record.Contact.Landline),
                ("email", record.Contact.Email),
            ])
        {
            form[field] = value ?? "";
            form[field + "Before"] = value ?? "";
        }

        form["nir"] = record.Coverage.Nir ?? "";
        form["nirBefore"] = record.Coverage.Nir ?? "";
        form["organisation"] = record.Coverage.Organisation ?? "";
        form["complementary"] = record.Coverage.Complementary ?? "";
        form["memberNumber"] = record.Coverage.MemberNumber ?? "";
        FillDay(form, "rightsFrom", record.Coverage.RightsFrom);
        FillDay(form, "rightsUntil", record.Coverage.RightsUntil);
        RelativeFormReader.Fill(form, record.Relatives);
        See(form, record);
    }

    /// <summary>Notes the versions that the form builds upon.</summary>
    public static void See(FormState form, AdministrativeRecord record)
    {
        form["seenIdentity"] = record.IdentityEntry?.Version.ToText() ?? "";
        form["seenContact"] = record.ContactEntry?.Version.ToText() ?? "";
        form["seenCoverage"] = record.CoverageEntry?.Version.ToText() ?? "";
    }

    /// <summary>
    /// After somebody else saved first: beside each field that now says something else, what it says. Saving again
    /// builds upon the newer version.
    /// </summary>
    public static void ShowOthers(FormState form, AdministrativeRecord current)
    {
        FormState now = new();
        Fill(now, current);
        foreach (string field in ComparedFields)
        {
            form.NoteOther(field, now[field]);
        }

        foreach (string field in KeptFields)
        {
            form[field] = now[field];
        }

        RelativeFormReader.ShowOthers(form, current.Relatives);
        See(form, current);
    }

    // What a source wrote as no whole day is shown as it came and kept until somebody types another.
    private static void FillDay(FormState form, string field, string? stored)
    {
        form[field] = stored is null ? "" : Traits.WrittenDay(stored);
        form[field + "Before"] = stored ?? "";
    }

    private static string Typed(BirthDate? date) => date is not { IsEmpty: false } born
        ? ""
        : FormattableString.Invariant($"{born.Day:00}/{born.Month:00}/{born.Year:0000}");

    private PatientIdentity ReadIdentity()
    {
        BirthDateRefusal refusal = BirthDateParser.TryParseFrench(form["birthDate"], me.Today, out BirthDate birthDate);
        if (refusal != BirthDateRefusal.None)
        {
            form.Refuse("birthDate", IdentityMessages.Of(refusal).In(language));
        }

        PatientIdentity identity = new()
        {
            BirthName = form.Optional("birthName"),
            FirstGivenName = form.Optional("firstGivenName"),
            GivenNames = form.Optional("givenNames"),
            BirthDate = refusal == BirthDateRefusal.None ? birthDate : null,
            Sex = form["sex"].Length == 1 && SexCodes.TryParse(form["sex"], out Sex sex) ? sex : Sex.Missing,
            BirthPlace = ReadPlace(refusal == BirthDateRefusal.None ? birthDate.DateToUse : null),
            UsedName = form.Optional("usedName"),
            UsedGivenName = form.Optional("usedGivenName"),
        };
        foreach (IdentityFinding finding in
            IdentityRules.Check(identity, TraitOrigin.Typed, PlaceDirectory.Shared, me.Today))
        {
            if (finding.Severity == FindingSeverity.Refusal)
            {
                form.Refuse(FieldOf(finding.Field), IdentityMessages.Of(finding.Code).In(language));
            }
        }

        return identity;
    }

    // A code chosen from the suggestions, a code typed, or a name that only one place had at that date.
    private InseeCode? ReadPlace(DateOnly? born)
    {
        if (InseeCode.TryParse(form["birthPlaceCode"], out InseeCode chosen)
            || InseeCode.TryParse(form["birthPlace"], out chosen))
        {
            return chosen;
        }

        string typed = form["birthPlace"];
        if (typed.Length < 2)
        {
            return null;
        }

        IReadOnlyList<Place> places = PlaceDirectory.Shared.Search(typed, born, MaxPlacesToChoose);
        List<Place> named =
            [.. places.Where(place => string.Equals(place.Name, typed, StringComparison.OrdinalIgnoreCase))];
        if (named.Count == 1 || places.Count == 1)
        {
            Place only = named.Count == 1 ? named[0] : places[0];
            form["birthPlace"] = only.Name;
            form["birthPlaceCode"] = only.Code.ToString();
            return only.Code;
        }

        form.Refuse(
            "birthPlace",
            places.Count == 0
                ? me.Texts["form.placeUnknown"]
                : me.Texts.Fill(
                    "form.placeChoose", string.Join(", ", places.Select(place => $"{place.Name} ({place.Code})"))));
        return null;
    }

    private ContactDetails ReadContact()
    {
        return new()
        {
            Line1 = form.Optional("line1"),
            Line2 = form.Optional("line2"),
            PostalCode = form.Optional("postalCode"),
            City = form.Optional("city"),
            Mobile = ReadPhone("mobile"),
            Landline = ReadPhone("landline"),
            Email = ReadEmail(),
        };
    }

    private string? ReadPhone(string field) => ReadPhone(form, field, language);

    /// <summary>A telephone number; what was received and cannot be read stays while nobody changes it.</summary>
    internal static string? ReadPhone(FormState form, string field, string language)
    {
        string typed = form[field];
        if (typed.Length == 0 || string.Equals(typed, form[field + "Before"], StringComparison.Ordinal))
        {
            return typed.Length == 0 ? null : typed;
        }

        ContactRefusal refusal = PhoneNumber.TryParse(typed, out PhoneNumber phone);
        if (refusal != ContactRefusal.None)
        {
            form.Refuse(field, IdentityMessages.Of(refusal).In(language));
            return null;
        }

        return phone.ToDisplay();
    }

    private string? ReadEmail()
    {
        string typed = form["email"];
        if (typed.Length == 0 || string.Equals(typed, form["emailBefore"], StringComparison.Ordinal))
        {
            return typed.Length == 0 ? null : typed;
        }

        ContactRefusal refusal = EmailAddress.TryParse(typed, out EmailAddress email);
        if (refusal != ContactRefusal.None)
        {
            form.Refuse("email", IdentityMessages.Of(refusal).In(language));
            return null;
        }

        return email.Address;
    }

    private (CoverageDetails Coverage, Nir? Nir) ReadCoverage()
    {
        string typed = form["nir"];
        string? kept = typed.Length == 0 ? null : typed;
        Nir? nir = null;
        if (kept is not null && !string.Equals(kept, form["nirBefore"], StringComparison.Ordinal))
        {
            NirRefusal refusal = Nir.TryParseTyped(kept, out Nir read);
            if (refusal == NirRefusal.None)
            {
                nir = read;
                kept = read.ToStringWithKey();
            }
            else
            {
                form.Refuse("nir", IdentityMessages.Of(refusal).In(language));
            }
        }
        else if (kept is not null && ReceivedNir.From(kept) is { IsTrustworthy: true } received)
        {
            nir = received.Value;
        }

        CoverageDetails coverage = new()
        {
            Nir = kept,
            Organisation = form.Optional("organisation"),
            Complementary = form.Optional("complementary"),
            MemberNumber = form.Optional("memberNumber"),
            RightsFrom = ReadDay("rightsFrom"),
            RightsUntil = ReadDay("rightsUntil"),
        };
        if (form.ErrorOf("rightsUntil") is null
            && string.CompareOrdinal(coverage.RightsUntil, coverage.RightsFrom) < 0
            && coverage.RightsUntil is not null)
        {
            form.Refuse("rightsUntil", me.Texts["coverage.rightsReversed"]);
        }

        return (coverage, nir);
    }

    // A day as FHIR writes it, so that two of them compare as texts.
    private string? ReadDay(string field)
    {
        string typed = form[field];
        string before = form[field + "Before"];
        if (typed.Length == 0)
        {
            return null;
        }

        if (before.Length > 0 && string.Equals(typed, Traits.WrittenDay(before), StringComparison.Ordinal))
        {
            return before;
        }

        if (DateOnly.TryParseExact(
            typed, DayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        form.Refuse(field, me.Texts["form.dayWrong"]);
        return null;
    }

    private static string FieldOf(IdentityField field) => field switch
    {
        IdentityField.FirstGivenName => "firstGivenName",
        IdentityField.GivenNames => "givenNames",
        IdentityField.BirthDate => "birthDate",
        IdentityField.Sex => "sex",
        IdentityField.BirthPlace => "birthPlace",
        IdentityField.UsedName => "usedName",
        IdentityField.UsedGivenName => "usedGivenName",
        _ => "birthName",
    };
}
