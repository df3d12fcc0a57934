using Serment.CustodyProtocol;

namespace Serment.Custodian.Decisions;

/// <summary>Which compartments a role opens and writes: the table of the design, enforced by keys.</summary>
internal static class RoleCompartments
{
    // Above the table, which needs it: static fields are made in their order.
    private static readonly Compartment[] Administrative =
        [Compartment.Identity, Compartment.Contact, Compartment.Coverage];

    // What a prescription is judged by: the drugs, the allergies, the weight and other measures.
    private static readonly ResourceType[] OpenToPharmacists =
    [
        ResourceType.Of("MedicationRequest"), ResourceType.Of("MedicationAdministration"),
        ResourceType.Of("MedicationStatement"), ResourceType.Of("AllergyIntolerance"),
        ResourceType.Of("Observation"),
    ];

    private static readonly ResourceType Prescription = ResourceType.Of("MedicationRequest");

    private static readonly ResourceType Appointment = ResourceType.Of("Appointment");

    private static readonly Dictionary<Role, Row> Table = new()
    {
        [Role.Administrator] = new([], [], false, false),
        [Role.SecurityOfficer] = new([], [], false, false),
        [Role.Physician] = new(
            [Compartment.Identity, Compartment.Contact, Compartment.Clinical, Compartment.Laboratory],
            [Compartment.Identity, Compartment.Clinical, Compartment.Sensitive], true, true),
        [Role.Nurse] = new(
            [Compartment.Identity, Compartment.Contact, Compartment.Clinical, Compartment.Laboratory],
            [Compartment.Identity, Compartment.Clinical], true, false),
        [Role.Receptionist] = new(
            [Compartment.Identity, Compartment.Contact, Compartment.Coverage],
            [Compartment.Identity, Compartment.Contact, Compartment.Coverage], true, false),
        [Role.Phlebotomist] = new([Compartment.Laboratory], [Compartment.Laboratory], true, false),
        [Role.LaboratoryTechnician] = new([Compartment.Laboratory], [Compartment.Laboratory], false, false),
        [Role.Biologist] = new(
            [Compartment.Identity, Compartment.Contact, Compartment.Clinical, Compartment.Laboratory],
            [Compartment.Laboratory, Compartment.Sensitive], true, true),
        [Role.BillingClerk] = new([Compartment.Coverage], [Compartment.Coverage], true, false),
        [Role.Pharmacist] = new([Compartment.Clinical, Compartment.Laboratory], [], true, false),
    };

    /// <summary>
    /// What the role reads when it cares for somebody, in code order, without the sensitive compartment.
    /// </summary>
    public static IReadOnlyList<Compartment> Reads(Role role) => Table[role].Reads;

    /// <summary>What the role writes.</summary>
    public static IReadOnlyList<Compartment> Writes(Role role) => Table[role].Writes;

    /// <summary>
    /// Whether the role writes resources of that type, within its compartments: a prescription is a physician's alone,
    /// whatever a web server says of who signed it.
    /// </summary>
    public static bool WritesType(Role role, ResourceType type) => type != Prescription || role == Role.Physician;

    /// <summary>
    /// Whether the role writes a resource into a compartment: what <see cref="Writes(Role)"/> says; and whoever treats also
    /// books, so that physicians and nurses write appointments, which stand with what reception reads.
    /// </summary>
    public static bool Writes(Role role, Compartment compartment, ResourceType type) =>
        (Table[role].Writes.Contains(compartment) && WritesType(role, type))
        || (compartment == Compartment.Contact && type == Appointment && role is (Role.Physician or Role.Nurse));

    /// <summary>Whether the role is shown identity cards.</summary>
    public static bool OpensCards(Role role) => Table[role].Cards;

    /// <summary>Whether the role opens the sensitive compartment after an extra confirmation.</summary>
    public static bool ConfirmsSensitive(Role role) => Table[role].Sensitive;

    /// <summary>Whether the role treats: it opens strangers after a touch, breaks the glass, stands in for others.</summary>
    public static bool Treats(Role role) => role is Role.Physician or Role.Nurse or Role.Biologist;

    /// <summary>What a request of that purpose may open, without the sensitive compartment.</summary>
    public static IReadOnlyList<Compartment> Opens(Role role, AccessPurpose purpose) =>
        purpose switch
        {
            AccessPurpose.Care or AccessPurpose.Print => Table[role].Reads,
            AccessPurpose.Registration => Table[role].Registration,
            AccessPurpose.RecordCopy => CopiesRecords(role) ? [.. Table[role].Reads, Compartment.Coverage] : [],
            AccessPurpose.Downtime => Treats(role) ? Table[role].Reads : [],
            _ => Table[role].Cards ? [Compartment.Identity] : [],
        };

    /// <summary>
    /// Whether the role opens that type of a compartment that it reads. A pharmacist judges prescriptions: of what is
    /// clinical she opens what is named here and nothing that is added later.
    /// </summary>
    public static bool OpensType(Role role, Compartment compartment, ResourceType type) =>
        role != Role.Pharmacist || compartment != Compartment.Clinical || OpenToPharmacists.Contains(type);

    /// <summary>
    /// Whether the role hands patients a copy of their record: a physician, who answers for what is in it. The copy
    /// is the whole record, so it holds what the role does not read otherwise.
    /// </summary>
    public static bool CopiesRecords(Role role) => role == Role.Physician;

    /// <summary>Whether the role makes blind tokens: it looks people up or registers them.</summary>
    public static bool LooksUp(Role role) => Table[role].Cards;

    private sealed record Row(
        IReadOnlyList<Compartment> Reads, IReadOnlyList<Compartment> Writes, bool Cards, bool Sensitive)
    {
        public IReadOnlyList<Compartment> Registration { get; } = [.. Reads.Intersect(Administrative)];
    }
}
