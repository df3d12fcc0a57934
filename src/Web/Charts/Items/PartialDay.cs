using System.Globalization;
using Serment.Records.Patients.Identity;

namespace Serment.Web.Charts.Items;

/// <summary>Days as far as they are known: <c>2019</c>, <c>05/2019</c> or <c>14/05/2019</c>.</summary>
internal static class PartialDay
{
    private const int FirstYear = 1880;
    private static readonly string[] Days = ["dd/MM/yyyy", "d/M/yyyy"];
    private static readonly string[] Months = ["MM/yyyy", "M/yyyy"];

    /// <summary>Reads what people type into FHIR's form; false for what is no day, or after the last one.</summary>
    public static bool TryRead(string typed, DateOnly last, out string fhir)
    {
        string text = typed.Replace('.', '/').Replace('-', '/').Replace(' ', '/');
        fhir = "";
        if (DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            fhir = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        else if (DateOnly.TryParseExact(text, Months, CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            fhir = day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        }
        else if (DateOnly.TryParseExact(text, "yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            fhir = day.ToString("yyyy", CultureInfo.InvariantCulture);
        }
        else
        {
            return false;
        }

        return day.Year >= FirstYear && day <= last;
    }

    /// <summary>Whether a day in FHIR's form lies before the birth, as far as both are known.</summary>
    public static bool IsBefore(string fhir, BirthDate? born)
    {
        if (born is not { IsEmpty: false } birth)
        {
            return false;
        }

        int known = birth.Precision switch
        {
            BirthDatePrecision.Day => 10,
            BirthDatePrecision.Month => 7,
            _ => 4,
        };
        int shared = Math.Min(known, fhir.Length);
        string birthday = birth.DateToUse.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return string.CompareOrdinal(fhir[..shared], birthday[..shared]) < 0;
    }

    /// <summary>FHIR's form as people here write it.</summary>
    public static string Write(string? fhir) => fhir switch
    {
        null => "",
        { Length: >= 10 } => $"{fhir[8..10]}/{fhir[5..7]}/{fhir[..4]}",
        { Length: 7 } => $"{fhir[5..7]}/{fhir[..4]}",
        _ => fhir,
    };
}
