using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>What a member of staff does here. One person has one role at one site.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role : byte
{
    /// <summary>Runs the system; sees no patient.</summary>
    Administrator = 1,

    /// <summary>Watches the log, reviews break-glass; sees no patient.</summary>
    SecurityOfficer = 2,

    /// <summary>Physician.</summary>
    Physician = 3,

    /// <summary>Nurse.</summary>
    Nurse = 4,

    /// <summary>Receptionist, admissions.</summary>
    Receptionist = 5,

    /// <summary>Takes specimens.</summary>
    Phlebotomist = 6,

    /// <summary>Works at the bench with tube numbers.</summary>
    LaboratoryTechnician = 7,

    /// <summary>Medical biologist, validates results.</summary>
    Biologist = 8,

    /// <summary>Billing clerk.</summary>
    BillingClerk = 9,

    /// <summary>Pharmacist.</summary>
    Pharmacist = 10,
}

/// <summary>Why somebody opens something; it is in the log and part of the decision.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccessPurpose>))]
public enum AccessPurpose : byte
{
    /// <summary>To care for the patient: the chart.</summary>
    Care = 1,

    /// <summary>An identity card in a list or a search result; only the identity compartment.</summary>
    Card = 2,

    /// <summary>To register or correct identity, contact and coverage.</summary>
    Registration = 3,

    /// <summary>To answer the patient's question who opened the record.</summary>
    PatientRights = 4,

    /// <summary>For a ward's downtime pack: the patients whom the ward has now, and nobody else.</summary>
    Downtime = 5,

    /// <summary>To hand the patient a complete copy of the record, whatever compartment its parts are in.</summary>
    RecordCopy = 6,

    /// <summary>
    /// To print what may be seen, or to save it as a file: judged and charged as seeing it, and told from it in the log.
    /// </summary>
    Print = 7,
}

/// <summary>What the custodian answers for one patient.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Outcome>))]
public enum Outcome : byte
{
    /// <summary>Not there, or not for you: the two are deliberately the same.</summary>
    Refused = 0,

    /// <summary>Spent, in the log, done.</summary>
    Allowed = 1,

    /// <summary>Possible after the person touches the passkey again.</summary>
    StepUp = 2,
}

/// <summary>Why a request was refused or wants a step-up. Pages turn it into a sentence that says what to do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecisionReason>))]
public enum DecisionReason : byte
{
    /// <summary>Allowed.</summary>
    None = 0,

    /// <summary>No such patient, or no relationship: not told apart.</summary>
    NoRelationship = 1,

    /// <summary>The role does not open or write this compartment.</summary>
    RoleForbids = 2,

    /// <summary>The person's allowance for patients outside current care is spent.</summary>
    OffPatternBudgetSpent = 3,

    /// <summary>The person's allowance for patients in care is spent.</summary>
    InCareBudgetSpent = 4,

    /// <summary>The site's breaker on off-pattern disclosures is open.</summary>
    BreakerOpen = 5,

    /// <summary>The allowance for lookups is spent.</summary>
    LookupBudgetSpent = 6,

    /// <summary>A machine client exceeds its declared flow, or a person the flow of entries.</summary>
    ClientFlowSpent = 7,

    /// <summary>The passkey must be touched again.</summary>
    TouchNeeded = 8,

    /// <summary>A machine client may never open.</summary>
    ClientsNeverOpen = 9,

    /// <summary>The session has ended.</summary>
    SessionEnded = 10,

    /// <summary>The patient does not exist here (told only to a writer that named it as existing).</summary>
    UnknownPatient = 11,

    /// <summary>The wrapped key does not belong to this entry.</summary>
    NotThisEntry = 12,

    /// <summary>The session touched a canary and was ended.</summary>
    Canary = 13,
}

/// <summary>What a blind token is made of. The code is part of the HMAC input: never reuse one.</summary>
public enum TokenKind : byte
{
    /// <summary>NIR or INS: 13 characters, without key.</summary>
    PersonalIdentifier = 1,

    /// <summary>A record number in its namespace.</summary>
    RecordNumber = 2,

    /// <summary>An accession (dossier) number in its namespace.</summary>
    Accession = 3,

    /// <summary>Birth date, sex, birth name, first given name; the patient has no known personal identifier.</summary>
    StrictTraits = 4,

    /// <summary>The same traits of a patient whose personal identifier is known.</summary>
    StrictTraitsIdentified = 5,

    /// <summary>Birth date and the first three letters of a birth or used name.</summary>
    BirthDateNamePrefix = 6,

    /// <summary>Birth date and the phonetic form of a birth or used name.</summary>
    BirthDatePhonetic = 7,

    /// <summary>
    /// One row of an import, by its content; names the entry made of it. Only machine clients have it made.
    /// </summary>
    ImportRow = 8,

    /// <summary>A health card's number.</summary>
    HealthCard = 9,

    /// <summary>
    /// A tube's number and an analysis that is labelled sensitive: <c>number|code</c>. Worklists route it without naming
    /// it. It finds nobody and is not mixed with what does.
    /// </summary>
    Analysis = 10,
}
