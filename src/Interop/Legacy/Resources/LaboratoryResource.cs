using Serment.Interop.Legacy.Profiles;

namespace Serment.Interop.Legacy.Resources;

/// <summary>
/// A laboratory dossier as a FHIR ServiceRequest: who asked, when and where, with the specimen and, where it was
/// given, the blood
/// group contained. The free texts are elsewhere, in the sensitive compartment: see <see cref="FreeTextResource"/>.
/// </summary>
internal static class LaboratoryResource
{
    /// <summary>Writes the resource.</summary>
    public static void Write(
        FhirText to,
        LegacyRow row,
        ReadOnlySpan<char> patient,
        SourceNames source,
        TimeZoneInfo zone
    )
    {
        to.Raw("""{"resourceType":"ServiceRequest","contained":[{"resourceType":"Specimen","id":"specimen","""u8);
        to.Raw("\"subject\":{\"reference\":\"Patient/"u8).Ascii(patient).Raw("\"}"u8);
        RowElements.Time(to, "\"receivedTime\":"u8, "\"_receivedTime\":"u8, row, LegacyField.ReceptionTime, zone);
        Collection(to, row, source, zone);
        to.Raw("}"u8);
        BloodGroup(to, row, patient);
        to.Raw("]"u8);
        if (row.Has(LegacyField.TransmissionMode))
        {
            to.Raw(""","extension":[{"url":"urn:serment:fhir:transmission-mode","valueString":"""u8);
            to.Text(row.Text(LegacyField.TransmissionMode)).Raw("}]"u8);
        }

        to.Raw(""","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/"""u8)
            .Raw("""v2-0203","code":"ACSN"}]},"system":"""u8);
        to.Raw(source.AccessionSystem).Raw(""","value":"""u8).Text(row.Text(LegacyField.AccessionNumber)).Raw("}]"u8);
        to.Raw(""","status":"completed","intent":"order","category":[{"coding":[{"system":"http://"""u8)
            .Raw("""snomed.info/sct","code":"108252007"}]}]"""u8);
        Priority(to, row);
        to.Raw(",\"subject\":{\"reference\":\"Patient/"u8).Ascii(patient).Raw("\"}"u8);
        if (row.Has(LegacyField.Nda))
        {
            to.Raw(""","encounter":{"identifier":{"type":{"coding":[{"system":"http://terminology.hl7.org/"""u8)
                .Raw("""CodeSystem/v2-0203","code":"VN"}]},"system":"""u8);
            to.Raw(source.VisitSystem).Raw(",\"value\":"u8).Text(row.Text(LegacyField.Nda)).Raw("}}"u8);
        }

        RowElements.Date(to, "\"authoredOn\":"u8, "\"_authoredOn\":"u8, row, LegacyField.PrescriptionDate);
        Requester(to, row);
        Performer(to, row);
        if (row.Has(LegacyField.ServiceUnit))
        {
            to.Raw(",\"locationReference\":[{\"display\":"u8).Text(row.Text(LegacyField.ServiceUnit)).Raw("}]"u8);
        }

        to.Raw(
            row.Has(LegacyField.BloodGroup)
                ? ",\"supportingInfo\":[{\"reference\":\"#group\"}],\"specimen\":[{\"reference\":\"#specimen\"}]}"u8
                : ",\"specimen\":[{\"reference\":\"#specimen\"}]}"u8
        );
    }

    private static void Collection(FhirText to, LegacyRow row, SourceNames source, TimeZoneInfo zone)
    {
        bool collector = row.Has(LegacyField.SamplerCode) || row.Has(LegacyField.SamplerName);
        if (!collector && !row.Has(LegacyField.SamplingTime))
        {
            return;
        }

        to.Raw(",\"collection\":{"u8);
        if (collector)
        {
            to.Raw("\"collector\":{"u8);
            if (row.Has(LegacyField.SamplerCode))
            {
                to.Raw("\"identifier\":{\"system\":"u8).Raw(source.SamplerSystem);
                to.Raw(",\"value\":"u8).Text(row.Text(LegacyField.SamplerCode)).Raw("}"u8);
            }

            RowElements.Optional(to, "\"display\":"u8, row, LegacyField.SamplerName);
            to.Raw("}"u8);
        }

        RowElements.Time(
            to,
            "\"collectedDateTime\":"u8,
            "\"_collectedDateTime\":"u8,
            row,
            LegacyField.SamplingTime,
            zone
        );
        to.Raw("}"u8);
    }

    private static void BloodGroup(FhirText to, LegacyRow row, ReadOnlySpan<char> patient)
    {
        if (row.Has(LegacyField.BloodGroup))
        {
            // As the old system had it: not a determination that a transfusion may rest on.
            to.Raw(""",{"resourceType":"Observation","id":"group","status":"unknown","code":{"coding":["""u8)
                .Raw("""{"system":"http://loinc.org","code":"882-1"}]},"subject":{"reference":"Patient/"""u8);
            to.Ascii(patient).Raw("\"},\"valueString\":"u8).Text(row.Text(LegacyField.BloodGroup)).Raw("}"u8);
        }
    }

    private static void Priority(FhirText to, LegacyRow row)
    {
        if (!row.Has(LegacyField.Urgency))
        {
            return;
        }

        if (row.Text(LegacyField.Urgency) is "routine" or "urgent")
        {
            to.Raw(",\"priority\":"u8).Text(row.Text(LegacyField.Urgency));
        }
        else
        {
            to.Raw(""","_priority":{"extension":[{"url":"urn:serment:fhir:received-text","valueString":"""u8);
            to.Text(row.Text(LegacyField.Urgency)).Raw("}]}"u8);
        }
    }

    private static void Requester(FhirText to, LegacyRow row)
    {
        bool rpps = row.Has(LegacyField.PrescriberRpps);
        if (!rpps && !row.Has(LegacyField.PrescriberName))
        {
            return;
        }

        to.Raw(",\"requester\":{"u8);
        if (row.Has(LegacyField.PrescriberPostalCode))
        {
            to.Raw("""{"extension":[{"url":"urn:serment:fhir:postal-code","valueString":"""u8[1..]);
            to.Text(row.Text(LegacyField.PrescriberPostalCode)).Raw("}]"u8);
        }

        if (rpps)
        {
            to.Sep().Raw("""{"identifier":{"system":"https://rpps.esante.gouv.fr","value":"""u8[1..]);
            to.Text(row.Text(LegacyField.PrescriberRpps)).Raw("}"u8);
        }

        RowElements.Optional(to, "\"display\":"u8, row, LegacyField.PrescriberName);
        to.Raw("}"u8);
    }

    private static void Performer(FhirText to, LegacyRow row)
    {
        if (!row.Has(LegacyField.Finess) && !row.Has(LegacyField.SiteCode))
        {
            return;
        }

        to.Raw(",\"performer\":[{"u8);
        if (row.Has(LegacyField.Finess))
        {
            to.Raw("""{"identifier":{"system":"https://finess.esante.gouv.fr","value":"""u8[1..]);
            to.Text(row.Text(LegacyField.Finess)).Raw("}"u8);
        }

        RowElements.Optional(to, "\"display\":"u8, row, LegacyField.SiteCode);
        to.Raw("}]"u8);
    }
}
