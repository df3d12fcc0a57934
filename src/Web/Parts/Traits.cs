using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.Web.Texts;

namespace Serment.Web.Parts;

/// <summary>Traits in words.</summary>
internal static class Traits
{
    private const int MonthsFromYears = 3;

    /// <summary>A birth date as far as it is known, day first.</summary>
    public static string Born(this PageTexts texts, BirthDate? date)
    {
        if (date is not { IsEmpty: false } born)
        {
            return texts["trait.unknown"];
        }

        string text = born.Precision switch
        {
            BirthDatePrecision.Day => FormattableString.Invariant($"{born.Day:00}/{born.Month:00}/{born.Year:0000}"),
            BirthDatePrecision.Month => FormattableString.Invariant($"{born.Month:00}/{born.Year:0000}"),
            _ => FormattableString.Invariant($"{born.Year:0000}"),
        };
        return born.IsYearEstimated ? texts.Fill("trait.about", text) : text;
    }

    /// <summary>The age: in months for the youngest.</summary>
    public static string Age(this PageTexts texts, BirthDate? date, DateOnly today)
    {
        if (date is not { IsEmpty: false } born)
        {
            return texts["trait.unknown"];
        }

        int years = born.AgeYears(today);
        if (years >= MonthsFromYears)
        {
            return texts.Count("trait.years", years);
        }

        DateOnly day = born.DateToUse;
        int months = Math.Max(
            0, ((today.Year - day.Year) * 12) + today.Month - day.Month - (today.Day < day.Day ? 1 : 0));
        return texts.Count("trait.months", months);
    }

    /// <summary>A place by its name at the birth date, with its code.</summary>
    public static string PlaceOf(this PageTexts texts, PatientIdentity identity)
    {
        if (identity.BirthPlace is not { IsEmpty: false } code)
        {
            return texts["trait.unknown"];
        }

        return code.IsUnknown
            ? texts["trait.unknownPlace"]
            : NameOf(code, identity.BirthDate) is { } name ? $"{name} ({code})" : code.ToString();
    }

    /// <summary>The place's name at the birth date.</summary>
    public static string? NameOf(InseeCode code, BirthDate? birthDate) =>
        PlaceDirectory.Shared.Find(code, birthDate is { IsEmpty: false } born ? born.DateToUse : null)?.Name;

    /// <summary>A FHIR date or time as people here write it; what is no date stays as it is.</summary>
    public static string FhirDay(this PageTexts texts, string? value) =>
        value is null ? texts["trait.unknown"] : WrittenDay(value);

    /// <summary>The same for a value that is there.</summary>
    public static string WrittenDay(string value) =>
        value.Length switch
        {
            >= 16 => $"{value[8..10]}/{value[5..7]}/{value[..4]} {value[11..16]}",
            10 => $"{value[8..10]}/{value[5..7]}/{value[..4]}",
            7 => $"{value[5..7]}/{value[..4]}",
            _ => value,
        };
}
