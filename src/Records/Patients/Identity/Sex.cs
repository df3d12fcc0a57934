namespace Serment.Records.Patients.Identity;

/// <summary>The sex as a strict identity trait: what the civil status says.</summary>
public enum Sex : byte
{
    /// <summary>Not recorded yet.</summary>
    Missing = 0,

    /// <summary>Male (M).</summary>
    Male = 1,

    /// <summary>Female (F).</summary>
    Female = 2,

    /// <summary>Indeterminate (I).</summary>
    Indeterminate = 3,
}

/// <summary>The codes of <see cref="Sex"/> in French identity flows and in FHIR.</summary>
public static class SexCodes
{
    /// <summary>M, F or I; U when missing.</summary>
    public static char Letter(this Sex sex) => sex switch
    {
        Sex.Male => 'M',
        Sex.Female => 'F',
        Sex.Indeterminate => 'I',
        _ => 'U',
    };

    /// <summary>The FHIR administrative gender: male, female, other, unknown.</summary>
    public static string FhirCode(this Sex sex) => sex switch
    {
        Sex.Male => "male",
        Sex.Female => "female",
        Sex.Indeterminate => "other",
        _ => "unknown",
    };

    /// <summary>
    /// Reads M/F/I/U, H (homme), 1/2, and the FHIR codes, in any case. False when the text is something else.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Sex sex)
    {
        text = text.Trim();
        sex = Sex.Missing;
        if (text.Length == 1)
        {
            sex = char.ToUpperInvariant(text[0]) switch
            {
                'M' or 'H' or '1' => Sex.Male,
                'F' or '2' => Sex.Female,
                'I' or '3' or 'O' => Sex.Indeterminate,
                _ => Sex.Missing,
            };
            return sex != Sex.Missing || text[0] is 'U' or 'u';
        }

        sex = text.Equals("male", StringComparison.OrdinalIgnoreCase) ? Sex.Male
            : text.Equals("female", StringComparison.OrdinalIgnoreCase) ? Sex.Female
            : text.Equals("other", StringComparison.OrdinalIgnoreCase) ? Sex.Indeterminate
            : Sex.Missing;
        return sex != Sex.Missing || text.IsEmpty || text.Equals("unknown", StringComparison.OrdinalIgnoreCase);
    }
}
