using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Patients;

/// <summary>
/// Joins two records of one person, or separates them again (EXI SI 35). The keys and entries stay as they are; the
/// log says who joined what, the main database follows it, and then the custodian is told that it does (docs/adr/0009).
/// After a cut between any two of these steps the same request again completes it.
/// </summary>
public sealed class LinkRecords(CustodianClient custodian, DatabaseLocation main, TimeProvider clock) : IDisposable
{
    // One at a time: the rows must come in the order of their leaves.
    private readonly SemaphoreSlim turn = new(1, 1);

    private const string Insert =
        """
        INSERT INTO patient_link (patient_id, survivor_id, linked_at, log_index)
        VALUES (@patient, @survivor, @at, @index)
        ON CONFLICT (patient_id) DO UPDATE
        SET survivor_id = excluded.survivor_id, linked_at = excluded.linked_at, log_index = excluded.log_index
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

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private async Task<long> RunAsync(PatientLink link, SessionToken session, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            PatientsLinked linked = await custodian.AskAsync(
                MessageKind.LinkPatients, session, link, CustodyJson.Default.PatientLink,
                CustodyJson.Default.PatientsLinked, stop);

            // From here on not cancellable: the log has it, so the database must have it too.
            await StoreAsync(link, linked.LogIndex);
            await ConfirmAsync(session, linked.LogIndex);
            return linked.LogIndex;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task StoreAsync(PatientLink link, long logIndex)
    {
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = link.Undo ? Delete : Insert;
        command.Add("@patient", link.Replaced.Value);
        command.Add("@survivor", link.Survivor.Value);
        if (!link.Undo)
        {
            command.Add("@at", clock.GetUtcNow().ToUnixTimeMilliseconds());
            command.Add("@index", logIndex);
        }

        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task ConfirmAsync(SessionToken session, long logIndex)
    {
        try
        {
            await custodian.AskAsync(
                MessageKind.ConfirmSealed, session, new SealConfirmation([new(logIndex, 1)]),
                CustodyJson.Default.SealConfirmation, CustodyJson.Default.Nothing, CancellationToken.None);
        }
        catch (Exception e) when (e is CustodianUnreachableException or CustodyException)
        {
            // The row is stored: the person is told so. Verification counts the link as unconfirmed until the next one.
            return;
        }
    }
}
