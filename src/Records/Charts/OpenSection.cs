using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients;

namespace Serment.Records.Charts;

/// <summary>A part of one chart, opened, or why not. Disposing wipes it.</summary>
public sealed record SectionOpened(Outcome Outcome, DecisionReason Reason, ChartHead? Head, OpenedRecord? Record)
    : IDisposable
{
    /// <summary>Wipes.</summary>
    public void Dispose() => Record?.Dispose();
}

/// <summary>
/// Opens the part of a chart that one page shows: the entries of its types and those of the head, with one round trip.
/// </summary>
public sealed class OpenSection(RecordDoor door)
{
    /// <summary>Opens it.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="types">FHIR's types of the page.</param>
    /// <param name="session">Who asks: what the role reads is what is asked for.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="today">The day, for ages.</param>
    /// <param name="stop">Cancels the waiting.</param>
    /// <param name="withSensitive">
    /// Whether to ask for sensitive entries of these types too, where the role may: they come after a touch, and are
    /// among the unopened before.
    /// </param>
    /// <param name="isPrint">Whether it goes on paper or into a file.</param>
    public async Task<SectionOpened> RunAsync(
        PatientId patient, IReadOnlyList<string> types, SessionDescription session, SessionToken token, DateOnly today,
        CancellationToken stop, bool withSensitive = false, bool isPrint = false)
    {
        EntrySelection selection = EntrySelection.Of(
            CompartmentsOf(session, withSensitive), [.. ChartHead.Types.Union(types, StringComparer.Ordinal)]);
        OpenResult opened = await door.OpenAsync(patient, selection, PurposeOf(session, token, isPrint), stop);

        // 404, not 403: without a care relationship, that this patient exists is itself a disclosure.
        if (opened.Record is not { } record)
        {
            return new(opened.Outcome, opened.Reason, null, null);
        }

        ChartHead head = ChartHead.From(
            record, opened.LogIndex, today, session.Reads.Contains(Compartment.Clinical));
        if (head.Identity is null && session.OpensCards)
        {
            head = await NameAsync(head, token, today, stop);
        }

        return new(Outcome.Allowed, DecisionReason.None, head, record);
    }

    /// <summary>
    /// Reception opens the administrative part of anybody who stands at the desk; carers open by their relationship.
    /// </summary>
    /// <param name="session">Who asks.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="isPrint">Whether it goes on paper or into a file: the log tells it from what was only seen.</param>
    public static AccessContext PurposeOf(SessionDescription session, SessionToken token, bool isPrint = false) =>
        new(
            token,
            isPrint ? AccessPurpose.Print
            : session.Role == Role.Receptionist ? AccessPurpose.Registration
            : AccessPurpose.Care);

    /// <summary>What a role reads, with the sensitive compartment where it may confirm it.</summary>
    public static CompartmentSet CompartmentsOf(SessionDescription session, bool withSensitive)
    {
        CompartmentSet reads = CompartmentSet.From(session.Reads);
        return withSensitive && session.ConfirmsSensitive
            ? reads.Or(CompartmentSet.Of(Compartment.Sensitive))
            : reads;
    }

    // Roles whose keys leave the identity closed learn from the card whose record it is.
    private async Task<ChartHead> NameAsync(
        ChartHead head, SessionToken token, DateOnly today, CancellationToken stop)
    {
        PatientCard card = await door.CardAsync(head.Patient, token, today, stop);
        return head with { Identity = card.Identity, Number = card.Number };
    }
}
