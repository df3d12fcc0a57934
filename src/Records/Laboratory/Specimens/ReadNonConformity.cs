using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>What was said of a container that did not conform.</summary>
/// <param name="Outcome">The custodian's answer.</param>
/// <param name="Reason">Its reason, where the record is closed.</param>
/// <param name="Specimen">The container; null for none of this laboratory's.</param>
/// <param name="Steps">The steps that name a cause, oldest first: who was informed, and the remark.</param>
public sealed record NonConformitySaid(
    Outcome Outcome, DecisionReason Reason, SpecimenRow? Specimen, IReadOnlyList<SpecimenStep> Steps)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(NonConformitySaid);
}

/// <summary>
/// Reads who was informed of a non-conformity, and the remark. What people wrote may name somebody: it is sealed in the
/// record, which is opened and counted for whoever asks.
/// </summary>
public sealed class ReadNonConformity(RecordDoor door, DatabaseLocation main)
{
    private static readonly EntrySelection Steps =
        EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), "Provenance");

    /// <summary>Reads it by the container's number.</summary>
    public async Task<NonConformitySaid> RunAsync(
        short site, IReadOnlyCollection<int> laboratories, string number, SessionToken session, CancellationToken stop)
    {
        SpecimenRow? row;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            row = await ScannedTube.FindAsync(connection, site, number, stop);
        }

        if (row is null || !laboratories.Contains(row.LaboratoryId))
        {
            return new(Outcome.Refused, DecisionReason.None, null, []);
        }

        using OpenResult opened = await door.OpenAsync(row.Patient, Steps, new(session, AccessPurpose.Care), stop);
        return new(
            opened.Outcome, opened.Reason, row,
            opened.Record is null
                ? []
                :
                [
                    .. SpecimenStep.Of(opened.Record.Entries)
                        .Where(step => step.Specimen == row.Specimen && step.Cause != SpecimenCause.None),
                ]);
    }
}
