using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>A non-conformity in the quality manager's list: no name, no note.</summary>
/// <param name="Number">The tube.</param>
/// <param name="Container">Its container.</param>
/// <param name="WardId">The unit that ordered; 0 from outside.</param>
/// <param name="Cause">Why.</param>
/// <param name="Remedy">What was done.</param>
/// <param name="ReplacedBy">The tube taken instead; empty for none.</param>
/// <param name="InformedAt">When somebody was told; null for nobody yet.</param>
/// <param name="RecordedAt">When it was noted.</param>
/// <param name="RecordedBy">By whom.</param>
public sealed record NonConformityRow(
    string Number, string Container, int WardId, SpecimenCause Cause, SpecimenRemedy Remedy, string ReplacedBy,
    DateTimeOffset? InformedAt, DateTimeOffset RecordedAt, ActorId RecordedBy)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(NonConformityRow);
}

/// <summary>Non-conformities as rows, for the quality manager. No record is opened.</summary>
public sealed class NonConformities(DatabaseLocation main)
{
    /// <summary>Rows of a list.</summary>
    public const int MaxListed = 500;

    private const string Newest =
        """
        SELECT number, container, ward_id, cause, action, replaced_by, informed_at, recorded_at, recorded_by
        FROM specimen_nonconformity
        WHERE site = @site AND laboratory_id = @laboratory AND recorded_at >= @from AND recorded_at < @until
        ORDER BY recorded_at DESC LIMIT @limit
        """;

    /// <summary>Those of a span, newest first.</summary>
    public async Task<IReadOnlyList<NonConformityRow>> ListAsync(
        short site, int laboratory, DateTimeOffset from, DateTimeOffset until, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Newest;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@from", from.ToUnixTimeMilliseconds());
        command.Add("@until", until.ToUnixTimeMilliseconds());
        command.Add("@limit", MaxListed);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<NonConformityRow> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), (SpecimenCause)reader.GetInt16(3),
                (SpecimenRemedy)reader.GetInt16(4), reader.GetString(5), reader.GetTime(6),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)), new(reader.GetInt64(8))));
        }

        return rows;
    }

    /// <summary>Whether a tube of an order was accepted with reserve.</summary>
    internal static async Task<bool> HasReserveAsync(
        DbConnection connection, PatientId patient, EntryId request, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT 1 FROM specimen_nonconformity n
            JOIN specimen s ON s.patient_id = n.patient_id AND s.specimen_id = n.specimen_id
            WHERE n.patient_id = @patient AND s.request_id = @request AND n.action = @reserve LIMIT 1
            """;
        command.Add("@patient", patient.Value);
        command.Add("@request", request.Value);
        command.Add("@reserve", (short)SpecimenRemedy.Reserve);
        return await command.ExecuteScalarAsync(stop) is not null;
    }

    /// <summary>Whether the same person has noted the same of this patient since then: one event, scanned again.</summary>
    internal static async Task<bool> IsNotedAsync(
        DbConnection connection, PatientId patient, SpecimenCause cause, ActorId by, DateTimeOffset since,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT COUNT(*) FROM specimen_nonconformity
            WHERE patient_id = @patient AND cause = @cause AND recorded_by = @by AND recorded_at >= @since
            """;
        command.Add("@patient", patient.Value);
        command.Add("@cause", (short)cause);
        command.Add("@by", by.Value);
        command.Add("@since", since.ToUnixTimeMilliseconds());
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) > 0;
    }

    internal static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, SpecimenRow row, SpecimenRow? instead,
        NonConformityDraft draft, ActorId by, DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            INSERT INTO specimen_nonconformity (patient_id, nonconformity_id, site, laboratory_id, specimen_id, number,
                container, ward_id, cause, action, replaced_by, informed_at, recorded_at, recorded_by)
            VALUES (@patient, @id, @site, @laboratory, @specimen, @number, @container, @ward, @cause, @action,
                @replaced, @informed, @recorded, @by)
            """;
        command.Add("@patient", row.Patient.Value);
        command.Add("@id", EntryId.New().Value);
        command.Add("@site", row.Site);
        command.Add("@laboratory", row.LaboratoryId);
        command.Add("@specimen", row.Specimen.Value);
        command.Add("@number", row.Number);
        command.Add("@container", row.Container);
        command.Add("@ward", row.WardId);
        command.Add("@cause", (short)draft.Cause);
        command.Add("@action", (short)draft.Remedy);
        command.Add("@replaced", instead?.Number ?? "");
        command.Add("@informed", RowTime.Of(draft.InformedAt));
        command.Add("@recorded", now.ToUnixTimeMilliseconds());
        command.Add("@by", by.Value);
        await command.ExecuteNonQueryAsync(stop);
    }
}
