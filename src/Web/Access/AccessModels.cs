using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Patients;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Access;

/// <summary>A record that does not open, and the ways in.</summary>
/// <param name="Patient">Whose; there may be nobody of that number.</param>
/// <param name="Reason">Why it does not open.</param>
/// <param name="MayTouch">Whether a touch of the passkey opens it.</param>
/// <param name="Then">Where to go on; null for the page's own address.</param>
/// <param name="Form">What was typed, to be sent again.</param>
/// <param name="Ask">The form that asks a colleague.</param>
/// <param name="Request">What was asked already.</param>
public sealed record ClosedModel(
    PatientId Patient, DecisionReason Reason, bool MayTouch, string? Then, KeptForm? Form, FormState Ask,
    CareRequestStanding? Request)
{
    /// <summary>Whether the visitor's only way in is a colleague: she reads what is clinical, and opens no stranger.</summary>
    internal static bool AsksOnly(Visitor me) => me.Meets(Audience.ReadsClinical) && !me.Meets(Audience.Treats);
}

/// <summary>Requests that wait for the visitor's answer, each with the patient's card.</summary>
/// <param name="Waiting">The requests.</param>
/// <param name="Stamp">A number that changes with them.</param>
public sealed record CareRequestsModel(IReadOnlyList<WaitingRequestView> Waiting, string Stamp)
{
    /// <summary>Nobody waits.</summary>
    public static CareRequestsModel None { get; } = new([], "0");
}

/// <summary>One request and whom it is about.</summary>
public sealed record WaitingRequestView(CareRequestSeen Request, PatientCard Card);

/// <summary>Who cares for a patient and why.</summary>
/// <param name="Head">The chart's head.</param>
/// <param name="Lines">The relationships, present ones first.</param>
/// <param name="Staff">The house's staff.</param>
/// <param name="Units">The house's units.</param>
/// <param name="Give">The form that refers or hands over.</param>
/// <param name="Doctor">The form of the family doctor.</param>
public sealed record CareModel(
    ChartHead Head, IReadOnlyList<CareLine> Lines, IReadOnlyList<StaffDescription> Staff,
    IReadOnlyList<UnitDescription> Units, FormState Give, FormState Doctor);

/// <summary>Who stands in for whom, as far as it concerns the visitor.</summary>
/// <param name="Covers">Present and announced.</param>
/// <param name="Colleagues">Those who may take.</param>
/// <param name="Teammates">Those of her role and units, for whom she may give.</param>
/// <param name="Units">Her own units.</param>
/// <param name="Form">What was typed.</param>
public sealed record StandingInModel(
    IReadOnlyList<CoverDescription> Covers, IReadOnlyList<StaffDescription> Colleagues,
    IReadOnlyList<StaffDescription> Teammates, IReadOnlyList<UnitDescription> Units, FormState Form);
