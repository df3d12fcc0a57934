using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients.Contact;

namespace Serment.Records.Patients.Resources;

/// <summary>
/// The FHIR RelatedPerson of the contact compartment, one entry each, coded as FR Core 2.2.0 does. What is not ours in
/// a resource is kept when somebody corrects it.
/// </summary>
public static class RelativeResource
{
    private const string RoleClass = "https://mos.esante.gouv.fr/NOS/TRE_R260-HL7RoleClass/FHIR/TRE-R260-HL7RoleClass";
    private const string RoleCode = "https://mos.esante.gouv.fr/NOS/TRE_R216-HL7RoleCode/FHIR/TRE-R216-HL7RoleCode";
    private const string Relationship = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-contact-relationship";

    private static readonly (RelativeRoles Role, string System, string Code)[] RoleCodes =
    [
        (RelativeRoles.EmergencyContact, RoleClass, "ECON"),
        (RelativeRoles.TrustedPerson, Relationship, "K"),
        (RelativeRoles.LegalRepresentative, RoleClass, "GUARD"),
        (RelativeRoles.Guardian, Relationship, "GRD"),
    ];

    // The first code of a relation is the one written.
    private static readonly (Kinship Kinship, string Code)[] KinshipCodes =
    [
        (Kinship.Partner, "SPS"), (Kinship.Partner, "HUSB"), (Kinship.Partner, "WIFE"), (Kinship.Partner, "DOMPART"),
        (Kinship.Partner, "SIGOTHR"), (Kinship.Mother, "MTH"), (Kinship.Father, "FTH"), (Kinship.Child, "CHILD"),
        (Kinship.Child, "SONC"), (Kinship.Child, "DAUC"), (Kinship.Sibling, "SIB"), (Kinship.Sibling, "BRO"),
        (Kinship.Sibling, "SIS"), (Kinship.Grandparent, "GRPRN"), (Kinship.Grandparent, "GRMTH"),
        (Kinship.Grandparent, "GRFTH"), (Kinship.FamilyMember, "FAMMEMB"), (Kinship.Friend, "FRND"),
        (Kinship.Neighbour, "NBOR"),
    ];

    /// <summary>All of a record, oldest first, those taken off the card too.</summary>
    public static IReadOnlyList<Relative> Of(IEnumerable<OpenedEntry> entries) =>
    [
        .. entries
            .Where(entry => entry.Compartment == Compartment.Contact)
            .Select(entry => FhirJson.ReadResource(entry.Json.Span) is RelatedPerson person
                ? new Relative(
                    new(
                        new(entry.Patient, entry.Entry, entry.Version), person, entry.RecordedAtMs, entry.Author),
                    Read(person))
                : null)
            .OfType<Relative>()
            .OrderBy(one => one.Stored.RecordedAtMs)
            .ThenBy(one => one.Stored.Version.Entry.Value),
    ];

    /// <summary>Reads.</summary>
    public static RelativeDetails Read(RelatedPerson person)
    {
        HumanName? name = person.Name?.FirstOrDefault();
        return new RelativeDetails
        {
            Name = name?.Family ?? name?.Text,
            GivenName = name?.Given?.FirstOrDefault(),
            Kinship = KinshipOf(person),
            Roles = RoleCodes.Where(one => Codings(person).Any(coding => Is(coding, one.System, one.Code)))
                .Aggregate(RelativeRoles.None, (all, one) => all | one.Role),
            Phone = PhoneOf(person)?.Value is { } number ? ContactResource.Readable(number) : null,
            IsActive = person.Active ?? true,
        };
    }

    /// <summary>Puts the details into a resource: a new one, or the one that is being corrected.</summary>
    public static void Write(RelativeDetails details, PatientId patient, RelatedPerson into)
    {
        RelativeDetails before = Read(into);
        into.Active = details.IsActive;
        into.Patient ??= new() { ReferenceValue = $"Patient/{patient}" };
        if (!Same(before.Name, details.Name) || !Same(before.GivenName, details.GivenName))
        {
            WriteName(details, into);
        }

        if (!Same(before.Phone, details.Phone))
        {
            WritePhone(details.Phone, into);
        }

        into.Relationship ??= [];
        WriteRoles(details.Roles, into.Relationship);
        if (before.Kinship != details.Kinship)
        {
            WriteKinship(details.Kinship, into.Relationship);
        }

        into.Relationship = into.Relationship.Count > 0 ? into.Relationship : null;
    }

    private static void WriteName(RelativeDetails details, RelatedPerson into)
    {
        into.Name ??= [];
        if (into.Name.Count == 0)
        {
            into.Name.Add(new() { Use = "official" });
        }

        HumanName name = into.Name[0];
        name.Text = null;
        name.Family = details.Name;
        name.FamilyElement = null;
        name.Given = details.GivenName is null ? null : [details.GivenName];
        name.GivenElement = null;
    }

    private static void WritePhone(string? number, RelatedPerson into)
    {
        into.Telecom ??= [];
        ContactPoint? phone = PhoneOf(into);
        if (number is null)
        {
            into.Telecom.RemoveAll(one => one == phone);
        }
        else if (phone is null)
        {
            into.Telecom.Add(new() { System = "phone", Value = number });
        }
        else
        {
            phone.Value = number;
        }

        into.Telecom = into.Telecom.Count > 0 ? into.Telecom : null;
    }

    private static void WriteRoles(RelativeRoles roles, List<CodeableConcept> relationship)
    {
        foreach ((RelativeRoles role, string system, string code) in RoleCodes)
        {
            bool isThere = relationship.Exists(one => one.Coding?.Exists(coding => Is(coding, system, code)) ?? false);
            if (roles.HasFlag(role) && !isThere)
            {
                relationship.Add(new() { Coding = [new() { System = system, Code = code }] });
            }
            else if (!roles.HasFlag(role) && isThere)
            {
                Take(relationship, coding => Is(coding, system, code));
            }
        }
    }

    private static void WriteKinship(Kinship kinship, List<CodeableConcept> relationship)
    {
        Take(relationship, coding => KinshipOf(coding) != Kinship.Unknown);
        if (KinshipCodes.FirstOrDefault(one => one.Kinship == kinship).Code is { } code)
        {
            relationship.Add(new() { Coding = [new() { System = RoleCode, Code = code }] });
        }
    }

    private static void Take(List<CodeableConcept> relationship, Predicate<Coding> which)
    {
        foreach (CodeableConcept concept in relationship)
        {
            concept.Coding?.RemoveAll(which);
        }

        relationship.RemoveAll(one => one is { Coding: null or { Count: 0 }, Text: null, Extension: null });
    }

    private static Kinship KinshipOf(RelatedPerson person) =>
        Codings(person).Select(KinshipOf).FirstOrDefault(one => one != Kinship.Unknown);

    // A code that is not for a role and that we do not know is a relation that we do not know.
    private static Kinship KinshipOf(Coding coding) =>
        RoleCodes.Any(one => Is(coding, one.System, one.Code)) || coding.Code is null ? Kinship.Unknown
        : KinshipCodes.FirstOrDefault(one => string.Equals(one.Code, coding.Code, StringComparison.Ordinal)).Kinship
            is var known and not Kinship.Unknown ? known
        : Kinship.Other;

    private static IEnumerable<Coding> Codings(RelatedPerson person) =>
        (person.Relationship ?? []).SelectMany(one => one.Coding ?? []);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    private static bool Is(Coding coding, string system, string code) =>
        string.Equals(coding.Code, code, StringComparison.Ordinal)
        && string.Equals(coding.System, system, StringComparison.Ordinal);

    private static ContactPoint? PhoneOf(RelatedPerson person) => person.Telecom?.Find(one => one.System is "phone");
}
