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
        string stated = (IsEstimated(patient) ? "~" : "") + patient.BirthDate;
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
            Standing = ReliabilityExtension.StandingOf(patient),
            CheckedWith = ReliabilityExtension.DocumentOf(patient),
            CheckedOn = ReliabilityExtension.DayOf(patient),
            Compared = ReliabilityExtension.ComparedOf(patient),
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
        into.Extension.RemoveAll(one => one.Url is AsOf);
        ReliabilityExtension.Write(recorded, into);

        if (PlaceOf(into) != recorded.BirthPlace)
        {
            into.Extension.RemoveAll(one => one.Url is BirthPlace);
            if (recorded.BirthPlace is { IsEmpty: false } place)
            {
                into.Extension.Add(PlaceAs(place));
            }
        }
    }

    /// <summary>The day from which the traits hold: the source's, or null where a person typed them.</summary>
    public static DateOnly? AsOfDay(Patient patient) =>
        patient.Extension?.Find(one => one.Url is AsOf)?.ValueDate is { } day
        && DateOnly.TryParseExact(day, "yyyy-MM-dd", out DateOnly parsed)
            ? parsed
            : null;

    /// <summary>
    /// Whether somebody here validated or marked the identity: then nothing that a file brings takes its place (EXI
    /// SI 34).
    /// </summary>
    internal static bool IsSettled(Patient patient)
    {
        IdentityStanding standing = ReliabilityExtension.StandingOf(patient);
        return AsOfDay(patient) is null && (standing.Status != IdentityStatus.Provisional || standing.IsBlocked);
    }

    private static void WriteBirthDate(BirthDate? date, Patient into)
    {
        string? text = null;
        bool isEstimated = false;
        if (date is { IsEmpty: false } known)
        {
            string stated = known.ToStated().TrimStart('~');
            text = known.Precision switch
            {
                BirthDatePrecision.Day => stated,
                BirthDatePrecision.Month => stated[..7],
                _ => stated[..4],
            };
            isEstimated = known.IsYearEstimated;
        }

        if (string.Equals(into.BirthDate, text, StringComparison.Ordinal) && IsEstimated(into) == isEstimated)
        {
            // A time of birth that a source brought stays beside it.
            return;
        }

        into.BirthDate = text;
        into.BirthDateElement = isEstimated
            ? new Element { Extension = [new() { Url = EstimatedYear, ValueBoolean = true }] }
            : null;
    }

    private static bool IsEstimated(Patient patient) =>
        patient.BirthDateElement?.Extension?.Exists(one => one.Url is EstimatedYear) ?? false;

    private static void WriteNames(PatientIdentity identity, Patient into)
    {
        into.Name ??= [];
        HumanName official = into.Name.Find(name => name.Use is "official") ?? new() { Use = "official" };
        HumanName? usual = into.Name.Find(name => name.Use is "usual");
        into.Name.Remove(official);
        into.Name.Insert(0, official);
        WriteName(official, identity.BirthName, identity.FirstGivenName);
        official.Extension ??= [];
        if (official.Extension.Find(one => one.Url is GivenNameList) is { } list && identity.GivenNames is not null)
        {
            list.ValueString = identity.GivenNames;
        }
        else
        {
            official.Extension.RemoveAll(one => one.Url is GivenNameList);
            if (identity.GivenNames is not null)
            {
                official.Extension.Add(new() { Url = GivenNameList, ValueString = identity.GivenNames });
            }
        }

        official.Extension = official.Extension is { Count: > 0 } ? official.Extension : null;
        if (usual is null && (identity.UsedName is not null || identity.UsedGivenName is not null))
        {
            usual = new() { Use = "usual" };
            into.Name.Add(usual);
        }

        if (usual is not null)
        {
            WriteName(usual, identity.UsedName, identity.UsedGivenName);
            if (usual is { Family: null, Given: null, Prefix: null, Suffix: null, Text: null, Extension: null })
            {
                into.Name.Remove(usual);
            }
        }
    }

    // Further given names of a source stay behind the first; one that did not change keeps what stands beside it.
    private static void WriteName(HumanName name, string? family, string? first)
    {
        if (!string.Equals(name.Family, family, StringComparison.Ordinal))
        {
            name.Family = family;
            name.FamilyElement = null;
        }

        if (!string.Equals(name.Given?.FirstOrDefault(), first, StringComparison.Ordinal))
        {
            name.Given = ListOf(first);
            name.GivenElement = null;
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
}
