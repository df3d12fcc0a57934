using Serment.Interop.Legacy.Profiles;
using Serment.Records.Patients.Identifiers;

namespace Serment.Interop.Legacy.Resources;

/// <summary>
/// The health insurance of a row: the compulsory scheme (AMO) as a FHIR Coverage, which contains the complementary
/// one (AMC). The NIR
/// stands as it was received, and whether its key was right beside it.
/// </summary>
internal static class CoverageResource
{
    private static readonly LegacyField[] Fields =
    [
        LegacyField.Nir,
        LegacyField.InsNumber,
        LegacyField.InsOid,
        LegacyField.InsuredName,
        LegacyField.InsuredGivenName,
        LegacyField.BeneficiaryRank,
        LegacyField.SchemeCode,
        LegacyField.FundCode,
        LegacyField.CentreCode,
        LegacyField.AmoStart,
        LegacyField.AmoEnd,
        LegacyField.ExemptionCode,
        LegacyField.CssAme,
        LegacyField.AmcCode,
        LegacyField.AmcMemberNumber,
        LegacyField.AmcContractType,
        LegacyField.AmcEnd,
    ];

    /// <summary>The fields that make a coverage another one.</summary>
    public static ReadOnlySpan<LegacyField> Traits => Fields;

    /// <summary>Writes the resource.</summary>
    /// <param name="to">Where.</param>
    /// <param name="row">From what.</param>
    /// <param name="patient">The patient's identifier in its text form.</param>
    /// <param name="nir">What was found of the NIR.</param>
    public static void Write(FhirText to, LegacyRow row, ReadOnlySpan<char> patient, NirStanding nir)
    {
        bool complementary = row.Has(LegacyField.AmcCode) || row.Has(LegacyField.AmcMemberNumber);
        to.Raw("""{"resourceType":"Coverage","""u8);
        if (complementary)
        {
            Complementary(to, row, patient);
        }

        to.Raw("\"extension\":["u8);
        if (complementary)
        {
            to.Raw("""{"url":"urn:serment:fhir:complementary-coverage","valueReference":{"reference":"#amc"}}"""u8);
        }

        Extension(to, """{"url":"urn:serment:fhir:exemption","valueString":"""u8, row, LegacyField.ExemptionCode);
        Extension(to, """{"url":"urn:serment:fhir:css-ame","valueString":"""u8, row, LegacyField.CssAme);
        RowElements.AsOf(to, row);
        to.Raw("]"u8);
        Identifiers(to, row, nir);
        to.Raw(""","status":"active","""u8);
        Insured(to, row);
        to.Raw("""
            "beneficiary":{"reference":"Patient/
            """u8).Ascii(patient).Raw("\"}"u8);
        RowElements.Optional(to, "\"dependent\":"u8, row, LegacyField.BeneficiaryRank);
        Period(to, row, LegacyField.AmoStart, LegacyField.AmoEnd);
        Payor(to, row);
        to.Raw("}"u8);
    }

    private static void Complementary(FhirText to, LegacyRow row, ReadOnlySpan<char> patient)
    {
        to.Raw(
            """
            "contained":[{"resourceType":"Coverage","id":"amc","status":"active"
            """u8
        );
        RowElements.Optional(to, "\"subscriberId\":"u8, row, LegacyField.AmcMemberNumber);
        to.Raw("""
            ,"beneficiary":{"reference":"Patient/
            """u8).Ascii(patient).Raw("\"}"u8);
        Period(to, row, null, LegacyField.AmcEnd);
        to.Raw(
                """
            ,"payor":[{"identifier":{"system":"urn:serment:fhir:amc-number","value":
            """u8
            )
            .Text(row.Text(LegacyField.AmcCode))
            .Raw("}}]"u8);
        if (row.Has(LegacyField.AmcContractType))
        {
            to.Raw(
                    """
                ,"class":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/coverage-class",
                """u8).Raw("""
                "code":"plan"}]},"value":
                """u8
                )
                .Text(row.Text(LegacyField.AmcContractType))
                .Raw("}]"u8);
        }

        to.Raw("}],"u8);
    }

    private static void Extension(FhirText to, ReadOnlySpan<byte> opening, LegacyRow row, LegacyField field)
    {
        if (row.Has(field))
        {
            to.Sep().Raw(opening).Text(row.Text(field)).Raw("}"u8);
        }
    }

    private static void Identifiers(FhirText to, LegacyRow row, NirStanding nir)
    {
        bool hasNir = row.Has(LegacyField.Nir);
        bool hasIns = row.Has(LegacyField.InsNumber);
        if (!hasNir && !hasIns)
        {
            return;
        }

        to.Raw(",\"identifier\":["u8);
        if (hasNir)
        {
            to.Raw("{"u8);
            if (nir is not NirStanding.Trusted)
            {
                to.Raw(
                        """
                    "extension":[{"url":"urn:serment:fhir:nir-standing","valueCode":
                    """u8
                    )
                    .Raw(CodeOf(nir))
                    .Raw("}],"u8);
            }

            to.Raw(
                    """
                "use":"official","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203",
                """u8).Raw("""
                "code":"NH"}]},"system":"urn:oid:1.2.250.1.213.1.4.13","value":
                """u8
                )
                .Text(row.Text(LegacyField.Nir))
                .Raw(hasIns ? "},"u8 : "}"u8);
        }

        if (hasIns)
        {
            to.Raw(
                """
                {"use":"official","type":{"coding":[
                """u8).Raw("""
                {"system":"https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203",
                """u8).Raw("""
                "code":"INS-NIR"}]},"system":
                """u8
            );
            to.Text("urn:oid:"u8, row.Has(LegacyField.InsOid) ? row.Text(LegacyField.InsOid) : Ins.NirOid);

            to.Raw(",\"value\":"u8).Text(row.Text(LegacyField.InsNumber)).Raw("}"u8);
        }

        to.Raw("]"u8);
    }

    private static ReadOnlySpan<byte> CodeOf(NirStanding nir) =>
        nir switch
        {
            NirStanding.WrongKey => "\"wrong-key\""u8,
            NirStanding.OfSomebodyElse => "\"other-person\""u8,
            NirStanding.Unverifiable => "\"unverifiable\""u8,
            _ => "\"unreadable\""u8,
        };

    private static void Insured(FhirText to, LegacyRow row)
    {
        if (row.Has(LegacyField.InsuredName) || row.Has(LegacyField.InsuredGivenName))
        {
            to.Raw(
                    """
                "subscriber":{"extension":[{"url":"urn:serment:fhir:family","valueString":
                """u8
                )
                .Text(row.Text(LegacyField.InsuredName));
            to.Raw("""
                },{"url":"urn:serment:fhir:given","valueString":
                """u8)
                .Text(row.Text(LegacyField.InsuredGivenName))
                .Raw("}]},"u8);
        }
    }

    private static void Period(FhirText to, LegacyRow row, LegacyField? start, LegacyField end)
    {
        bool hasStart = start is { } from && row.Has(from);
        if (!hasStart && !row.Has(end))
        {
            return;
        }

        to.Raw(",\"period\":{"u8);
        if (hasStart)
        {
            RowElements.Date(to, "\"start\":"u8, "\"_start\":"u8, row, start!.Value);
        }

        RowElements.Date(to, "\"end\":"u8, "\"_end\":"u8, row, end);
        to.Raw("}"u8);
    }

    private static void Payor(FhirText to, LegacyRow row)
    {
        to.Raw(
            """
            ,"payor":[{"identifier":{"system":"urn:serment:fhir:amo-organisation","value":
            """u8
        );
        Span<char> organisation = stackalloc char[96];
        int length = 0;
        foreach (
            LegacyField field in (ReadOnlySpan<LegacyField>)
                [LegacyField.SchemeCode, LegacyField.FundCode, LegacyField.CentreCode]
        )
        {
            ReadOnlySpan<char> part = row.Text(field);
            part = part[..Math.Min(part.Length, 30)];
            if (length > 0)
            {
                organisation[length++] = '-';
            }

            part.CopyTo(organisation[length..]);
            length += part.Length;
        }

        to.Text(organisation[..length]).Raw("}}]"u8);
    }
}
