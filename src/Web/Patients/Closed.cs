using Serment.CustodyProtocol;
using Serment.Web.Serving;

namespace Serment.Web.Patients;

/// <summary>What a page answers when the custodian does not open a record.</summary>
internal static class Closed
{
    /// <summary>A touch page where one helps; otherwise not found, or the limit that was reached.</summary>
    public static IResult Answer(
        Outcome outcome, DecisionReason reason, PatientId patient, KeptForm? form, string? then = null)
    {
        if (outcome == Outcome.StepUp)
        {
            return Page.Show<StepUpPage>(new StepUpModel(StepUpKind.OffPattern, patient, then, form));
        }

        return reason is DecisionReason.NoRelationship or DecisionReason.UnknownPatient or DecisionReason.None
            ? Problems.NotFound()
            : Page.Show<UnavailablePage>(new UnavailableModel(patient, reason), StatusCodes.Status404NotFound);
    }
}
