using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Patients;
using Serment.Web.Appointments;
using Serment.Web.Parts;
using Serment.Web.Serving;

namespace Serment.Web.Patients;

/// <summary>The search form and what it found.</summary>
public sealed record FindModel(FormState Form, FoundPatients? Found)
{
    /// <summary>The agenda's slot that a patient is looked for; null mostly.</summary>
    public SlotText? Slot => SlotText.Parse(Form["slot"]);
}

/// <summary>The registration form; duplicates where somebody may be here already.</summary>
public sealed record RegisterModel(FormState Form, DuplicatesFound? Duplicates);

/// <summary>The correction form; who saved first, where two saved at once.</summary>
public sealed record CorrectModel(
    PatientId Patient, FormState Form, string? SavedBy = null, DateTimeOffset? SavedAt = null, bool IsConflict = false);

/// <summary>The administrative part of one record.</summary>
public sealed record IdentityModel(AdministrativeRecord Record);

/// <summary>The check of an identity; who saved first, where two saved at once.</summary>
public sealed record IdentityCheckModel(
    AdministrativeRecord Record, FormState Form, string? SavedBy = null, DateTimeOffset? SavedAt = null,
    bool IsConflict = false);

/// <summary>The versions of an identity and the names of those who saved them.</summary>
public sealed record IdentityHistoryModel(
    IdentityHistoryListed History, IReadOnlyDictionary<ActorId, string> Names);

/// <summary>Two records side by side.</summary>
public sealed record CompareModel(AdministrativeRecord Left, AdministrativeRecord Right);

/// <summary>One chart.</summary>
public sealed record ChartModel(ChartView Chart, bool SensitiveOpen);

/// <summary>Who opened a record.</summary>
public sealed record DisclosuresModel(PatientId Patient, DisclosureList List);

/// <summary>A touch of the passkey is needed: for what, for whom, and what goes on afterwards.</summary>
public sealed record StepUpModel(StepUpKind Kind, PatientId Patient, string? Then, KeptForm? Form);
