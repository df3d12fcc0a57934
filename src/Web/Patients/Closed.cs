using Serment.CustodyProtocol;
using Serment.Web.Access;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Patients;

/// <summary>What a page answers when the custodian does not open a record.</summary>
internal static class Closed
{
    /// <summary>
    /// The ways in, with what was typed kept on the page; not found where none of them is for that role, or where
    /// there is nobody.
    /// </summary>
    public static IResult Answer(
        Outcome outcome, DecisionReason reason, PatientId patient, KeptForm? form, string? then = null) =>
        new ForRole(new(patient, reason, outcome == Outcome.StepUp, then, form, new FormState(), null));

    private sealed class ForRole(ClosedModel model) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            Visitor me = httpContext.RequestServices.GetRequiredService<Visitor>();
            bool isNobody =
                model.Reason is DecisionReason.NoRelationship or DecisionReason.UnknownPatient or DecisionReason.None;
            IResult answer = model.MayTouch ? Page.Show<ClosedPage>(model)
                : isNobody && !ClosedModel.AsksOnly(me) ? Problems.NotFound()
                : Page.Show<ClosedPage>(model, StatusCodes.Status404NotFound);
            return answer.ExecuteAsync(httpContext);
        }
    }
}
