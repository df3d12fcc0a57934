using Serment.Interop.Legacy.Profiles;

namespace Serment.Interop.Legacy.Resources;

/// <summary>How to reach the person of a row: a FHIR Patient that holds nothing else.</summary>
internal static class ContactResource
{
    private static readonly LegacyField[] Fields =
    [
        LegacyField.AddressLine1,
        LegacyField.AddressLine2,
        LegacyField.PostalCode,
        LegacyField.City,
        LegacyField.Country,
        LegacyField.LandlinePhone,
        LegacyField.MobilePhone,
        LegacyField.Email,
        LegacyField.GeneralPractitionerName,
    ];

    /// <summary>The fields that make a contact another one.</summary>
    public static ReadOnlySpan<LegacyField> Traits => Fields;

    /// <summary>Writes the resource.</summary>
    public static void Write(FhirText to, LegacyRow row)
    {
        to.Raw("""{"resourceType":"Patient","extension":["""u8);
        RowElements.AsOf(to, row);
        to.Raw("]"u8);
        Telecoms(to, row);
        Address(to, row);
        if (row.Has(LegacyField.GeneralPractitionerName))
        {
            to.Raw(""","generalPractitioner":[{"display":"""u8)
                .Text(row.Text(LegacyField.GeneralPractitionerName))
                .Raw("}]"u8);
        }

        to.Raw("}"u8);
    }

    private static void Telecoms(FhirText to, LegacyRow row)
    {
        if (!row.Has(LegacyField.LandlinePhone) && !row.Has(LegacyField.MobilePhone) && !row.Has(LegacyField.Email))
        {
            return;
        }

        to.Raw(""","telecom":["""u8);
        if (row.Has(LegacyField.LandlinePhone))
        {
            to.Raw("""{"system":"phone","use":"home","value":"""u8)
                .Text(row.Text(LegacyField.LandlinePhone))
                .Raw("}"u8);
        }

        if (row.Has(LegacyField.MobilePhone))
        {
            to.Sep()
                .Raw("""{"system":"phone","use":"mobile","value":"""u8)
                .Text(row.Text(LegacyField.MobilePhone))
                .Raw("}"u8);
        }

        if (row.Has(LegacyField.Email))
        {
            to.Sep().Raw("""{"system":"email","value":"""u8).Text(row.Text(LegacyField.Email)).Raw("}"u8);
        }

        to.Raw("]"u8);
    }

    private static void Address(FhirText to, LegacyRow row)
    {
        bool first = row.Has(LegacyField.AddressLine1);
        bool second = row.Has(LegacyField.AddressLine2);
        if (
            !first
            && !second
            && !row.Has(LegacyField.PostalCode)
            && !row.Has(LegacyField.City)
            && !row.Has(LegacyField.Country)
        )
        {
            return;
        }

        to.Raw(",\"address\":[{\"use\":\"home\""u8);
        if (first || second)
        {
            to.Raw(",\"line\":["u8);
            if (first)
            {
                to.Text(row.Text(LegacyField.AddressLine1)).Raw(second ? ","u8 : ""u8);
            }

            if (second)
            {
                to.Text(row.Text(LegacyField.AddressLine2));
            }

            to.Raw("]"u8);
        }

        RowElements.Optional(to, "\"city\":"u8, row, LegacyField.City);
        RowElements.Optional(to, "\"postalCode\":"u8, row, LegacyField.PostalCode);
        RowElements.Optional(to, "\"country\":"u8, row, LegacyField.Country);
        to.Raw("}]"u8);
    }
}
