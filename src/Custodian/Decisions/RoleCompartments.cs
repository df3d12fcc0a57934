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

    private static readonly ResourceType Report = ResourceType.Of("DiagnosticReport");

    private static readonly ResourceType ServiceRequest = ResourceType.Of("ServiceRequest");

    private static readonly ResourceType Specimen = ResourceType.Of("Specimen");

    private static readonly ResourceType Provenance = ResourceType.Of("Provenance");

    private static readonly ResourceType[] Order = [ServiceRequest, Specimen];

    // What whoever takes specimens needs: the order, the tubes and the steps of the tubes. No results.
    private static readonly ResourceType[] Collection = [ServiceRequest, Specimen, Provenance];

    // A prescription on paper that reception scans; beside the sensitive part of an order where it asks for some.
    private static readonly ResourceType[] Scan = [ResourceType.Of("DocumentReference"), ResourceType.Of("Binary")];

    // What is typed of a sensitive analysis at the bench goes in sealed and is not read back there.
    private static readonly ResourceType[] Determination = [ResourceType.Of("Observation")];

    // Whoever treats also books: appointments stand with what reception reads.
    private static readonly ResourceType[] Booking = [ResourceType.Of("Appointment")];

    /// <summary>Types that a role writes to a compartment that it does not write otherwise.</summary>
    private static readonly Dictionary<(Role Role, Compartment Compartment), ResourceType[]> AlsoWrites = new()
    {
        [(Role.Physician, Compartment.Contact)] = Booking,
        [(Role.Nurse, Compartment.Contact)] = Booking,
        [(Role.Physician, Compartment.Laboratory)] = Order,
        [(Role.Nurse, Compartment.Laboratory)] = Collection,
        [(Role.Nurse, Compartment.Sensitive)] = Order,
        [(Role.Receptionist, Compartment.Laboratory)] = Order,
        [(Role.Receptionist, Compartment.Sensitive)] = [.. Order, .. Scan],
        [(Role.Receptionist, Compartment.Clinical)] = Scan,
        [(Role.Phlebotomist, Compartment.Laboratory)] = Collection,
        [(Role.LaboratoryTechnician, Compartment.Sensitive)] = Determination,
    };

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
        [Role.Phlebotomist] = new([Compartment.Laboratory], [], true, false),
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

    /// <summary>What the role writes, whatever the type; single types stand beside it.</summary>
    public static IReadOnlyList<Compartment> Writes(Role role) => Table[role].Writes;

    /// <summary>
    /// Whether the role writes resources of that type, within its compartments: a prescription is a physician's alone,
    /// and a laboratory's report a biologist's, whatever a web server says of who signed it.
    /// </summary>
    public static bool WritesType(Role role, ResourceType type) =>
        (type != Prescription || role == Role.Physician) && (type != Report || role == Role.Biologist);

    /// <summary>
    /// Whether the role writes a resource into a compartment: what <see cref="Writes(Role)"/> says, and single types
    /// that it writes without writing, or even reading, the rest.
    /// </summary>
    public static bool Writes(Role role, Compartment compartment, ResourceType type) =>
        WritesType(role, type)
        && (Table[role].Writes.Contains(compartment)
            || (AlsoWrites.TryGetValue((role, compartment), out ResourceType[]? types) && types.Contains(type)));

    /// <summary>
    /// Whether the role orders or performs analyses: it may have the blind token of a sensitive one made.
    /// </summary>
    public static bool WritesOrders(Role role) => Writes(role, Compartment.Laboratory, ServiceRequest);

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
    /// Whether the role opens that type of a compartment that it reads. A pharmacist judges prescriptions and a
    /// phlebotomist takes specimens: of what is clinical, or the laboratory's, they open what is named here and nothing
    /// that is added later.
    /// </summary>
    public static bool OpensType(Role role, Compartment compartment, ResourceType type) =>
        (role, compartment) switch
        {
            (Role.Pharmacist, Compartment.Clinical) => OpenToPharmacists.Contains(type),
            (Role.Phlebotomist, Compartment.Laboratory) => Collection.Contains(type),
            _ => true,
        };

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
