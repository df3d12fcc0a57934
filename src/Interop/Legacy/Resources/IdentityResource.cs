using Serment.Interop.Legacy.Profiles;

namespace Serment.Interop.Legacy.Resources;

/// <summary>
/// The identity traits of a row as a FHIR Patient, with the extensions of FR Core 2.2.0 (docs/import.md).
/// </summary>
internal static class IdentityResource
{
    /// <summary>Writes the resource.</summary>
    public static void Write(FhirText to, LegacyRow row, SourceNames source, bool homonym)
    {
        to.Raw("""{"resourceType":"Patient","extension":["""u8);
        Rest(to, row, source, homonym);
    }

    /// <summary>
    /// Writes a FHIR Flag that contains the identity as a later row had it. An import never changes an identity on
    /// record: this is
    /// for the identity office to look at.
    /// </summary>
    public static void WriteVariant(FhirText to, LegacyRow row, SourceNames source, ReadOnlySpan<char> patient)
    {
        to.Raw("""{"resourceType":"Flag","contained":[{"resourceType":"Patient","id":"received","extension":["""u8);
        Rest(to, row, source, homonym: false);
        to.Raw("""],"extension":["""u8)
            .Raw("""{"url":"urn:serment:fhir:received-identity","valueReference":{"reference":"#received"}}"""u8)
            .Raw("""],"status":"active","code":{"coding":["""u8)
            .Raw("""{"system":"urn:serment:fhir:flag","code":"identity-variant"}]}"""u8)
            .Raw(""","subject":{"reference":"Patient/"""u8);
        to.Ascii(patient).Raw("\"}}"u8);
    }

    private static void Rest(FhirText to, LegacyRow row, SourceNames source, bool homonym)
    {
        Extensions(to, row, homonym);
        bool numbered = row.Has(LegacyField.LaboratoryPatientNumber) || row.Has(LegacyField.Ipp);
        to.Raw(numbered ? "],\"identifier\":["u8 : "],"u8);
        if (row.Has(LegacyField.LaboratoryPatientNumber))
        {
            to.Raw("""{"use":"usual","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/"""u8)
                .Raw("""v2-0203","code":"PI"}]},"system":"""u8);
            to.Raw(source.RecordNumberSystem).Raw(""","value":"""u8);
            to.Text(row.Text(LegacyField.LaboratoryPatientNumber)).Raw("}"u8);
        }

        if (row.Has(LegacyField.Ipp))
        {
            to.Sep().Raw("""{"use":"secondary","type":{"coding":[{"system":"http://terminology.hl7.org/"""u8)
                .Raw("""CodeSystem/v2-0203","code":"PI"}]},"system":"""u8);
            to.Raw(source.IppSystem).Raw(""","value":"""u8).Text(row.Text(LegacyField.Ipp)).Raw("}"u8);
        }

        if (numbered)
        {
            to.Raw("],"u8);
        }

        to.Raw("\"active\":true"u8);
        Names(to, row);
        RowElements.Optional(to, "\"gender\":"u8, row, LegacyField.Sex);
        RowElements.Date(to, "\"birthDate\":"u8, "\"_birthDate\":"u8, row, LegacyField.BirthDate);
        RowElements.Date(to, "\"deceasedDateTime\":"u8, "\"_deceasedDateTime\":"u8, row, LegacyField.DeathDate);
        if (int.TryParse(row.Text(LegacyField.TwinRank), out int rank) && rank is > 0 and < 20)
        {
            to.Raw(""","multipleBirthInteger":"""u8).Number(rank);
        }

        to.Raw("}"u8);
    }

    private static void Extensions(FhirText to, LegacyRow row, bool homonym)
    {
        // Whatever the source says of it, an identity that comes from a file is provisional here (RNIV, EXI SI 34).
        to.Raw("""{"extension":[{"url":"identityStatus","valueCoding":{"system":"https://hl7.fr/ig/fhir/core/"""u8)
            .Raw("""CodeSystem/fr-core-cs-v2-0445","code":"PROV"}}],"url":"https://hl7.fr/ig/fhir/core/"""u8)
            .Raw("""StructureDefinition/fr-core-identity-reliability"}"""u8);
        if (homonym)
        {
            to.Sep().Raw("""{"extension":[{"url":"identityStatus","valueCoding":{"system":"https://hl7.fr/ig/"""u8)
                .Raw("""fhir/core/CodeSystem/fr-core-cs-v2-0445","code":"HOMA"}}],"url":"https://hl7.fr/ig/"""u8)
                .Raw("""fhir/core/StructureDefinition/fr-core-identity-reliability"}"""u8);
        }

        if (row.Has(LegacyField.IdentityStatus))
        {
            to.Sep().Raw("""{"url":"urn:serment:fhir:received-identity-status","valueString":"""u8);
            to.Text(row.Text(LegacyField.IdentityStatus)).Raw("}"u8);
        }

        if (row.Has(LegacyField.BirthplaceCode))
        {
            to.Sep().Raw("""{"url":"http://hl7.org/fhir/StructureDefinition/"""u8)
                .Raw("""patient-birthPlace","valueAddress":{"extension":[{"url":"https://hl7.fr/ig/fhir/core/"""u8)
                .Raw("""StructureDefinition/fr-core-address-insee-code","valueCoding":{"system":"""u8);
            to.Raw(row.Text(LegacyField.BirthplaceCode).StartsWith("99")
                ? "\"https://mos.esante.gouv.fr/NOS/TRE_R20-Pays/FHIR/TRE-R20-Pays\",\"code\":"u8
                : "\"https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM\",\"code\":"u8);
            to.Text(row.Text(LegacyField.BirthplaceCode)).Raw("}}]}}"u8);
        }

        RowElements.AsOf(to, row);
    }

    /// <summary>
    /// The official name holds birth names only, the usual one what is used: neither is filled from the other (EXI SI
    /// 21).
    /// </summary>
    private static void Names(FhirText to, LegacyRow row)
    {
        bool official = row.Has(LegacyField.BirthName);
        bool usual = row.Has(LegacyField.UsedName) || (!official && row.Has(LegacyField.GivenName));
        if (!official && !usual)
        {
            return;
        }

        to.Raw(""","name":["""u8);
        if (official)
        {
            to.Raw("""{"use":"official","family":"""u8).Text(row.Text(LegacyField.BirthName));
            Given(to, row);
            if (row.Has(LegacyField.BirthGivenNames))
            {
                to.Raw(""","extension":[{"url":"https://hl7.fr/ig/fhir/core/StructureDefinition/"""u8)
                    .Raw("""fr-core-patient-birth-list-given-name","valueString":"""u8);
                to.Text(row.Text(LegacyField.BirthGivenNames)).Raw("}]"u8);
            }

            to.Raw(usual ? "},"u8 : "}"u8);
        }

        if (usual)
        {
            to.Raw("""{"use":"usual","""u8);
            bool family = row.Has(LegacyField.UsedName);
            if (family)
            {
                to.Raw("\"family\":"u8).Text(row.Text(LegacyField.UsedName));
            }

            if (!official && row.Has(LegacyField.GivenName))
            {
                to.Raw(family ? ",\"given\":["u8 : "\"given\":["u8).Text(row.Text(LegacyField.GivenName)).Raw("]"u8);
            }

            if (row.Has(LegacyField.Civility))
            {
                to.Raw(",\"prefix\":["u8).Text(row.Text(LegacyField.Civility)).Raw("]"u8);
            }

            to.Raw("}"u8);
        }

        to.Raw("]"u8);
    }

    private static void Given(FhirText to, LegacyRow row)
    {
        if (row.Has(LegacyField.GivenName))
        {
            to.Raw(",\"given\":["u8).Text(row.Text(LegacyField.GivenName)).Raw("]"u8);
        }
    }
}
