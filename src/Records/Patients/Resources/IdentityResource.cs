using Serment.Fhir;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;

namespace Serment.Records.Patients.Resources;

/// <summary>
/// The identity traits as the FHIR Patient of the identity compartment, with the extensions of FR Core 2.2.0. What is
/// not ours in a resource is kept when traits are corrected.
/// </summary>
public static class IdentityResource
{
    /// <summary>The day of the source for which traits were valid; absent where a person typed them here.</summary>
    public const string AsOf = "urn:serment:fhir:as-of";

    private const string Reliability =
        "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability";

    private const string StatusPart = "identityStatus";
    private const string DocumentPart = "validationMode";
    private const string BirthPlace = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";
    private const string InseeCodeOfAddress =
        "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code";

    private const string GivenNameList =
        "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-list-given-name";

    private const string CommuneSystem = "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM";
    private const string CountrySystem = "https://mos.esante.gouv.fr/NOS/TRE_R20-Pays/FHIR/TRE-R20-Pays";
    private const string EstimatedYear = "urn:serment:fhir:estimated-birth-year";

    /// <summary>Reads the traits; whatever cannot be read is missing, never guessed.</summary>
    public static PatientIdentity Read(Patient patient, DateOnly today)
    {
        HumanName? official = patient.Name?.Find(name => name.Use is "official");
        HumanName? usual = patient.Name?.Find(name => name.Use is "usual");
        bool estimated = patient.BirthDateElement?.Extension?.Exists(one => one.Url is EstimatedYear) ?? false;
        string stated = (estimated ? "~" : "") + patient.BirthDate;
        return new PatientIdentity
        {
            BirthName = official?.Family,
            FirstGivenName = official?.Given?.FirstOrDefault(),
            GivenNames = official?.Extension?.Find(one => one.Url is GivenNameList)?.ValueString,
            UsedName = usual?.Family,
            UsedGivenName = usual?.Given?.FirstOrDefault(),
            BirthDate = BirthDateParser.TryParseStated(stated, today, out BirthDate date) == BirthDateRefusal.None
                ? date
                : null,
            Sex = SexCodes.TryParse(patient.Gender, out Sex sex) ? sex : Sex.Missing,
            BirthPlace = PlaceOf(patient),
            Standing = StandingOf(patient),
            CheckedWith = DocumentOf(patient),
            DeceasedOn = DateOnly.TryParseExact(
                patient.DeceasedDateTime is { Length: >= 10 } day ? day[..10] : "", "yyyy-MM-dd", out DateOnly death)
                ? death
                : null,
            MultipleBirthOrder = patient.MultipleBirthInteger,
        };
    }

    /// <summary>Puts the traits into a resource: a new one, or the one that is being corrected.</summary>
    public static void Write(PatientIdentity identity, Patient into)
    {
        PatientIdentity recorded = identity.Recorded();
        into.Active = true;
        into.Gender = recorded.Sex == Sex.Missing ? null : recorded.Sex.FhirCode();
        WriteBirthDate(recorded.BirthDate, into);
        WriteNames(recorded, into);
        into.Extension ??= [];
        into.Extension.RemoveAll(one => one.Url is Reliability or BirthPlace or AsOf);
        into.Extension.AddRange(StandingAs(recorded));
        if (recorded.BirthPlace is { IsEmpty: false } place)
        {
            into.Extension.Add(PlaceAs(place));
        }
    }

    /// <summary>The day from which the traits hold: the source's, or null where a person typed them.</summary>
    public static DateOnly? AsOfDay(Patient patient) =>
        patient.Extension?.Find(one => one.Url is AsOf)?.ValueDate is { } day
        && DateOnly.TryParseExact(day, "yyyy-MM-dd", out DateOnly parsed)
            ? parsed
            : null;

    private static void WriteBirthDate(BirthDate? date, Patient into)
    {
        into.BirthDate = null;
        into.BirthDateElement = null;
        if (date is not { IsEmpty: false } known)
        {
            return;
        }

        string stated = known.ToStated().TrimStart('~');
        into.BirthDate = known.Precision switch
        {
            BirthDatePrecision.Day => stated,
            BirthDatePrecision.Month => stated[..7],
            _ => stated[..4],
        };
        if (known.IsYearEstimated)
        {
            into.BirthDateElement = new Element { Extension = [new() { Url = EstimatedYear, ValueBoolean = true }] };
        }
    }

    private static void WriteNames(PatientIdentity identity, Patient into)
    {
        into.Name ??= [];
        HumanName? old = into.Name.Find(name => name.Use is "usual");
        into.Name.RemoveAll(name => name.Use is "official" or "usual");
        HumanName official = new()
        {
            Use = "official",
            Family = identity.BirthName,
            Given = ListOf(identity.FirstGivenName),
        };
        if (identity.GivenNames is not null)
        {
            official.Extension = [new() { Url = GivenNameList, ValueString = identity.GivenNames }];
        }

        into.Name.Insert(0, official);
        if (identity.UsedName is not null || identity.UsedGivenName is not null || old?.Prefix is not null)
        {
            into.Name.Add(new()
            {
                Use = "usual",
                Family = identity.UsedName,
                Given = ListOf(identity.UsedGivenName),
                Prefix = old?.Prefix,
            });
        }
    }

    private static List<string?>? ListOf(string? name) => name is null ? null : [name];

    private static InseeCode? PlaceOf(Patient patient)
    {
        string? code = patient.Extension?.Find(one => one.Url is BirthPlace)?.ValueAddress?.Extension?
            .Find(one => one.Url is InseeCodeOfAddress)?.ValueCoding?.Code;
        return InseeCode.TryParse(code, out InseeCode place) ? place : null;
    }

    private static Extension PlaceAs(InseeCode place) => new()
    {
        Url = BirthPlace,
        ValueAddress = new Address
        {
            Extension =
            [
                new()
                {
                    Url = InseeCodeOfAddress,
                    ValueCoding = new()
                    {
                        System = place.IsAbroad ? CountrySystem : CommuneSystem,
                        Code = place.ToString(),
                    },
                },
            ],
        },
    };

    private static IdentityStanding StandingOf(Patient patient)
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

    private static IdentityDocument DocumentOf(Patient patient)
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
}
