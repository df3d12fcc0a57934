using Serment.Fhir;
using Serment.Records.Patients.Identity;

namespace Serment.Records.Patients.Resources;

/// <summary>
/// Status, marks and check of an identity as FR Core's extension fr-core-identity-reliability, one for the status and
/// one for each mark. The compared traits are a part of our own beside the date and the document.
/// </summary>
internal static class ReliabilityExtension
{
    private const string Reliability =
        "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability";

    private const string StatusPart = "identityStatus";
    private const string DocumentPart = "validationMode";
    private const string DatePart = "validationDate";
    private const string ComparedPart = "urn:serment:fhir:compared-trait";

    /// <summary>Puts the standing into a resource that has a list of extensions.</summary>
    public static void Write(PatientIdentity identity, Patient into)
    {
        if (!IsSaid(identity, into))
        {
            into.Extension!.RemoveAll(one => one.Url is Reliability);
            into.Extension.AddRange(StandingAs(identity));
        }
    }

    /// <summary>Status and marks.</summary>
    public static IdentityStanding StandingOf(Patient patient)
    {
        bool isValidated = false;
        IdentityAttributes attributes = IdentityAttributes.None;
        foreach (Extension one in patient.Extension ?? [])
        {
            string? code = one.Url is Reliability
                ? one.Extension?.Find(part => part.Url is StatusPart)?.ValueCoding?.Code
                : null;
            isValidated |= code is "VALI";
            attributes |= code switch
            {
                "HOMA" => IdentityAttributes.Homonym,
                "DOUT" => IdentityAttributes.Doubtful,
                "FICT" => IdentityAttributes.Fictitious,
                _ => IdentityAttributes.None,
            };
        }

        // Whether there is an INS is the coverage compartment's secret; whoever opens that one knows better.
        return new(IdentityStatusCodes.FromFhir(isValidated, hasIns: false), attributes);
    }

    /// <summary>With what the identity was checked.</summary>
    public static IdentityDocument DocumentOf(Patient patient)
    {
        foreach (Extension one in patient.Extension ?? [])
        {
            if (one.Url is Reliability
                && one.Extension?.Find(part => part.Url is DocumentPart)?.ValueCoding?.Code is { } code
                && IdentityDocuments.TryParse(code, out IdentityDocument document))
            {
                return document;
            }
        }

        return IdentityDocument.None;
    }

    /// <summary>When it was checked.</summary>
    public static DateOnly? DayOf(Patient patient) =>
        PartsOf(patient, DatePart).Select(part => part.ValueDate ?? part.ValueDateTime)
            .FirstOrDefault(text => text is { Length: >= 10 }) is { } day
        && DateOnly.TryParseExact(day[..10], "yyyy-MM-dd", out DateOnly parsed)
            ? parsed
            : null;

    /// <summary>Which traits were compared.</summary>
    public static StrictTraits ComparedOf(Patient patient) =>
        PartsOf(patient, ComparedPart)
            .Aggregate(StrictTraits.None, (all, part) => all | StrictTraitCodes.FromCode(part.ValueCode));

    private static IEnumerable<Extension> PartsOf(Patient patient, string url) =>
        (patient.Extension ?? []).Where(one => one.Url is Reliability).SelectMany(one => one.Extension ?? [])
            .Where(part => string.Equals(part.Url, url, StringComparison.Ordinal));

    private static IEnumerable<Extension> StandingAs(PatientIdentity identity)
    {
        Extension status = Reliable(identity.Standing.Status.FhirCode());
        if (identity.CheckedWith != IdentityDocument.None)
        {
            status.Extension!.Add(new()
            {
                Url = DocumentPart,
                ValueCoding = new() { System = IdentityDocuments.FhirSystem, Code = identity.CheckedWith.Code() },
            });
        }

        if (identity.CheckedOn is { } day)
        {
            status.Extension!.Add(new()
            {
                Url = DatePart,
                ValueDate = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            });
        }

        status.Extension!.AddRange(
            StrictTraitCodes.All.Where(trait => identity.Compared.HasFlag(trait))
                .Select(trait => new Extension { Url = ComparedPart, ValueCode = trait.Code() }));

        yield return status;
        foreach (IdentityAttributes mark in (IdentityAttributes[])
            [IdentityAttributes.Homonym, IdentityAttributes.Doubtful, IdentityAttributes.Fictitious])
        {
            if (identity.Standing.Attributes.HasFlag(mark))
            {
                yield return Reliable(mark.FhirCode());
            }
        }
    }

    private static Extension Reliable(string code) => new()
    {
        Url = Reliability,
        Extension =
        [
            new() { Url = StatusPart, ValueCoding = new() { System = IdentityStatusCodes.FhirSystem, Code = code } },
        ],
    };

    // A source may say more of the standing than we read; untouched, it stays as it came.
    private static bool IsSaid(PatientIdentity identity, Patient patient) =>
        (patient.Extension ?? []).Exists(one => one.Url is Reliability)
        && StandingOf(patient) == new IdentityStanding(
            IdentityStatusCodes.FromFhir(identity.Standing.Status.FhirCode() is "VALI", hasIns: false),
            identity.Standing.Attributes)
        && DocumentOf(patient) == identity.CheckedWith
        && DayOf(patient) == identity.CheckedOn
        && ComparedOf(patient) == identity.Compared;
}
