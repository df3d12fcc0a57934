using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Sealing;

/// <summary>
/// Whether a person has a patient's record in hand: it was disclosed to her a short while ago, or she registered it.
/// Writing, declaring and asking who opened the record all hang on it.
/// </summary>
internal static class SeenLately
{
    /// <summary>Whether it holds for that length of time.</summary>
    public static bool Holds(
        CustodyCore core, SessionFacts session, PatientId patient, PatientFacts facts, DateTimeOffset now, TimeSpan within)
    {
        DateTimeOffset since = now - within;
        PatientId subject = core.Links.SubjectOf(patient, session.Staff);
        return core.Meters.WasDisclosed(session.Staff, subject, since.ToUnixTimeMilliseconds())
            || core.Meters.WasDisclosed(session.Staff, patient, since.ToUnixTimeMilliseconds())
            || facts.Of([patient]).Any(relationship =>
                relationship.Kind == RelationshipKind.Registration
                && relationship.DeclaredBy == session.Staff
                && relationship.From > since);
    }
}
