using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Patients;

/// <summary>
/// Joins two records of one person, or separates them again (EXI SI 35). The keys and entries stay as they are; the
/// log says who joined what, and the main database follows it.
/// </summary>
public sealed class LinkRecords(CustodianClient custodian, DatabaseLocation main, TimeProvider clock)
{
    private const string Insert =
        """
        INSERT INTO patient_link (patient_id, survivor_id, linked_at, log_index)
        VALUES (@patient, @survivor, @at, @index)
        ON CONFLICT DO NOTHING
        """;

    private const string Delete = "DELETE FROM patient_link WHERE patient_id = @patient AND survivor_id = @survivor";

    /// <summary>Joins: the survivor is shown from now on, with the other's entries.</summary>
    /// <exception cref="CustodyException">
    /// Not both disclosed lately, already joined, or the role does not write identities.
    /// </exception>
    public Task<long> MergeAsync(
        PatientId survivor, PatientId replaced, SessionToken session, CancellationToken stop) =>
        RunAsync(new(survivor, replaced, Undo: false), session, stop);

    /// <summary>Separates.</summary>
    /// <exception cref="CustodyException">Not joined, or not both disclosed lately.</exception>
    public Task<long> SeparateAsync(
        PatientId survivor, PatientId replaced, SessionToken session, CancellationToken stop) =>
        RunAsync(new(survivor, replaced, Undo: true), session, stop);

    private async Task<long> RunAsync(PatientLink link, SessionToken session, CancellationToken stop)
    {
        PatientsLinked linked = await custodian.AskAsync(
            MessageKind.LinkPatients, session, link, CustodyJson.Default.PatientLink,
            CustodyJson.Default.PatientsLinked, stop);

        // From here on not cancellable: the log has it, so the database must have it too.
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = link.Undo ? Delete : Insert;
        command.Bind("@patient", link.Replaced.Value);
        command.Bind("@survivor", link.Survivor.Value);
        if (!link.Undo)
        {
            command.Bind("@at", clock.GetUtcNow().ToUnixTimeMilliseconds());
            command.Bind("@index", linked.LogIndex);
        }

        await command.ExecuteNonQueryAsync(CancellationToken.None);
        return linked.LogIndex;
    }
}
