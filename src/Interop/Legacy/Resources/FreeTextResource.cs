using Serment.Interop.Legacy.Profiles;

namespace Serment.Interop.Legacy.Resources;

/// <summary>
/// The free texts of a dossier as a FHIR Observation of what the requester and the reception wrote. An Observation,
/// because that is what
/// FHIR has for clinical information that comes with an order (HL7 v2 OBR-13, <c>supportingInfo</c>), because its
/// components say which
/// text is which, and because it can be sealed apart from the order itself: nobody has read these texts yet, so they
/// stay
/// in the sensitive compartment until somebody has classified them.
/// </summary>
internal static class FreeTextResource
{
    private static readonly LegacyField[] Fields =
    [
        LegacyField.ClinicalInformation,
        LegacyField.Treatment,
        LegacyField.Comment,
    ];

    /// <summary>Whether there is any text.</summary>
    public static bool IsPresent(LegacyRow row) =>
        row.Has(LegacyField.ClinicalInformation) || row.Has(LegacyField.Treatment) || row.Has(LegacyField.Comment);

    /// <summary>Writes the resource.</summary>
    /// <param name="to">Where.</param>
    /// <param name="row">From what.</param>
    /// <param name="patient">The patient's identifier in its text form.</param>
    /// <param name="order">The ServiceRequest's identifier in its text form.</param>
    /// <param name="zone">The establishment's time zone.</param>
    public static void Write(
        FhirText to,
        LegacyRow row,
        ReadOnlySpan<char> patient,
        ReadOnlySpan<char> order,
        TimeZoneInfo zone
    )
    {
        to.Raw("""{"resourceType":"Observation","basedOn":[{"reference":"ServiceRequest/"""u8).Ascii(order);
        to.Raw(
                """"
            "}],"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"55752-0"}]},
            """"u8).Raw(""""
            "subject":{"reference":"Patient/
            """"u8
            )
            .Ascii(patient)
            .Raw("\"}"u8);
        RowElements.Time(
            to,
            "\"effectiveDateTime\":"u8,
            "\"_effectiveDateTime\":"u8,
            row,
            LegacyField.SamplingTime,
            zone
        );
        to.Raw(",\"component\":["u8);
        foreach (LegacyField field in Fields)
        {
            if (row.Has(field))
            {
                to.Sep().Raw("""{"code":{"coding":[{"system":"http://loinc.org","code":"""u8);
                to.Raw(CodeOf(field)).Raw("}]},\"valueString\":"u8).Text(row.Text(field)).Raw("}"u8);
            }
        }

        to.Raw("]}"u8);
    }

    // LOINC: clinical information; history of medication use; annotation comment.
    private static ReadOnlySpan<byte> CodeOf(LegacyField field) =>
        field switch
        {
            LegacyField.ClinicalInformation => "\"55752-0\""u8,
            LegacyField.Treatment => "\"10160-0\""u8,
            _ => "\"48767-8\""u8,
        };
}
