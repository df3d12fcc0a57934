using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>Where a container is on its way.</summary>
public enum SpecimenState : byte
{
    /// <summary>To be taken.</summary>
    Planned = 1,

    /// <summary>Taken, not yet in the laboratory.</summary>
    Collected = 2,

    /// <summary>In the laboratory.</summary>
    Received = 3,

    /// <summary>Refused for a non-conformity: FHIR's <c>unsatisfactory</c>.</summary>
    Unsatisfactory = 4,

    /// <summary>Sent to another laboratory.</summary>
    SentOut = 5,

    /// <summary>Destroyed after its time.</summary>
    Destroyed = 6,

    /// <summary>Never taken: its order was cancelled.</summary>
    Cancelled = 7,
}

/// <summary>A tube, aliquot or other container as worklists route it. The Specimen itself is sealed.</summary>
public sealed record SpecimenRow
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>The container; its sealed Specimen bears the same number.</summary>
    public required EntryId Specimen { get; init; }

    /// <summary>Site.</summary>
    public required short Site { get; init; }

    /// <summary>The laboratory.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>For which order.</summary>
    public required EntryId Request { get; init; }

    /// <summary>The accession number on its label.</summary>
    public required string Number { get; init; }

    /// <summary>Of an aliquot: from which.</summary>
    public EntryId? Parent { get; init; }

    /// <summary>Code of the container in the catalogue.</summary>
    public required string Container { get; init; }

    /// <summary>Where it is on its way.</summary>
    public required SpecimenState State { get; init; }

    /// <summary>How soon.</summary>
    public required OrderPriority Priority { get; init; }

    /// <summary>Sex and age.</summary>
    public required BenchPerson Person { get; init; }

    /// <summary>The unit that ordered; 0 from outside.</summary>
    public int WardId { get; init; }

    /// <summary>When it is to be taken.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset? CollectedAt { get; init; }

    /// <summary>Who took it.</summary>
    public ActorId? CollectedBy { get; init; }

    /// <summary>When it came in.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Who received it.</summary>
    public ActorId? ReceivedBy { get; init; }

    /// <summary>In which rack it is stored; empty while it is not.</summary>
    public string Rack { get; init; } = "";

    /// <summary>At which place of the rack, from 1; 0 none.</summary>
    public short Position { get; init; }

    /// <summary>Since when it is stored.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>Until when it is kept.</summary>
    public DateTimeOffset? KeepUntil { get; init; }

    /// <summary>The outside laboratory it was sent to; 0 none.</summary>
    public int SentTo { get; init; }

    /// <summary>The visiting nurse's round that it is taken on.</summary>
    public long? Round { get; init; }

    /// <summary>Last change.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Of the row.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SpecimenRow);
}

/// <summary>Containers as rows.</summary>
public static class SpecimenRows
{
    /// <summary>The columns, in the order of <see cref="Read"/>.</summary>
    public const string Columns =
        """
        patient_id, specimen_id, site, laboratory_id, request_id, number, parent_id, container, state, priority, sex,
        age_days, ward_id, planned_at, collected_at, collected_by, received_at, received_by, rack, position, stored_at,
        keep_until, sent_to, round_id, changed_at, version
        """;

    private const string Insert =
        $"""
        INSERT INTO specimen ({Columns})
        VALUES (@patient, @specimen, @site, @laboratory, @request, @number, @parent, @container, @state, @priority, @sex,
            @age, @ward, @planned, @collected, @collector, @received, @receiver, @rack, @position, @stored,
            @keep, @sent, @round, @changed, @version)
        """;

    /// <summary>
    /// Writes all of a row that was read: false where somebody changed it meanwhile. What never changes is left alone.
    /// </summary>
    private const string Update =
        """
        UPDATE specimen SET state = @state, priority = @priority, planned_at = @planned, collected_at = @collected,
            collected_by = @collector, received_at = @received, received_by = @receiver, rack = @rack,
            position = @position, stored_at = @stored, keep_until = @keep, sent_to = @sent, round_id = @round,
            changed_at = @changed, version = version + 1
        WHERE patient_id = @patient AND specimen_id = @specimen AND version = @version
        """;

    /// <summary>Inserts a container and its number.</summary>
    /// <exception cref="DbException">The number is taken: draw another.</exception>
    public static async Task InsertAsync(
        DbConnection connection, DbTransaction? transaction, SpecimenRow row, CancellationToken stop)
    {
        await using (DbCommand number = connection.CreateCommand())
        {
            number.Transaction = transaction;
            number.CommandText =
                """
                INSERT INTO specimen_number (number, site, patient_id, specimen_id)
                VALUES (@number, @site, @patient, @specimen)
                """;
            number.Add("@number", row.Number);
            number.Add("@site", row.Site);
            number.Add("@patient", row.Patient.Value);
            number.Add("@specimen", row.Specimen.Value);
            await number.ExecuteNonQueryAsync(stop);
        }

        await using DbCommand command = Bound(connection, transaction, Insert, row);
        command.Add("@site", row.Site);
        command.Add("@laboratory", row.LaboratoryId);
        command.Add("@request", row.Request.Value);
        command.Add("@number", row.Number);
        command.Add("@parent", row.Parent?.Value ?? 0);
        command.Add("@container", row.Container);
        command.Add("@sex", (short)row.Person.Sex);
        command.Add("@age", row.Person.AgeDays);
        command.Add("@ward", row.WardId);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Stores a step; false where somebody was first, and nothing is changed.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="transaction">Transaction.</param>
    /// <param name="changed">The row as read, with what changes; its version is the one that was read.</param>
    /// <param name="stop">Cancels.</param>
    public static async Task<bool> UpdateAsync(
        DbConnection connection, DbTransaction? transaction, SpecimenRow changed, CancellationToken stop)
    {
        await using DbCommand command = Bound(connection, transaction, Update, changed);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>Whose a number is; null where there is none.</summary>
    public static async Task<(PatientId Patient, EntryId Specimen)?> OfNumberAsync(
        DbConnection connection, short site, string number, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT patient_id, specimen_id FROM specimen_number WHERE number = @number AND site = @site";
        command.Add("@number", number);
        command.Add("@site", site);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? (new(reader.GetInt64(0)), new(reader.GetInt64(1))) : null;
    }

    /// <summary>One container; null where there is none.</summary>
    public static async Task<SpecimenRow?> FindAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId specimen, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT {Columns} FROM specimen WHERE patient_id = @patient AND specimen_id = @specimen";
        command.Add("@patient", patient.Value);
        command.Add("@specimen", specimen.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? Read(reader) : null;
    }

    /// <summary>The containers of an order.</summary>
    public static async Task<List<SpecimenRow>> OfRequestAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId request, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"SELECT {Columns} FROM specimen WHERE patient_id = @patient AND request_id = @request ORDER BY number";
        command.Add("@patient", patient.Value);
        command.Add("@request", request.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<SpecimenRow> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    /// <summary>A row in the order of <see cref="Columns"/>.</summary>
    public static SpecimenRow Read(DbDataReader reader) =>
        new()
        {
            Patient = new(reader.GetInt64(0)),
            Specimen = new(reader.GetInt64(1)),
            Site = reader.GetInt16(2),
            LaboratoryId = reader.GetInt32(3),
            Request = new(reader.GetInt64(4)),
            Number = reader.GetString(5),
            Parent = reader.GetNumber(6) is long parent ? new(parent) : null,
            Container = reader.GetString(7),
            State = (SpecimenState)reader.GetInt16(8),
            Priority = (OrderPriority)reader.GetInt16(9),
            Person = new((LaboratorySex)reader.GetInt16(10), reader.GetInt32(11)),
            WardId = reader.GetInt32(12),
            PlannedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(13)),
            CollectedAt = reader.GetTime(14),
            CollectedBy = reader.GetNumber(15) is long collector ? new(collector) : null,
            ReceivedAt = reader.GetTime(16),
            ReceivedBy = reader.GetNumber(17) is long receiver ? new(receiver) : null,
            Rack = reader.GetString(18),
            Position = reader.GetInt16(19),
            StoredAt = reader.GetTime(20),
            KeepUntil = reader.GetTime(21),
            SentTo = reader.GetInt32(22),
            Round = reader.GetNumber(23),
            ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(24)),
            Version = reader.GetInt32(25),
        };

    private static DbCommand Bound(DbConnection connection, DbTransaction? transaction, string sql, SpecimenRow row)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Add("@patient", row.Patient.Value);
        command.Add("@specimen", row.Specimen.Value);
        command.Add("@state", (short)row.State);
        command.Add("@priority", (short)row.Priority);
        command.Add("@planned", row.PlannedAt.ToUnixTimeMilliseconds());
        command.Add("@collected", RowTime.Of(row.CollectedAt));
        command.Add("@collector", row.CollectedBy?.Value ?? 0);
        command.Add("@received", RowTime.Of(row.ReceivedAt));
        command.Add("@receiver", row.ReceivedBy?.Value ?? 0);
        command.Add("@rack", row.Rack);
        command.Add("@position", row.Position);
        command.Add("@stored", RowTime.Of(row.StoredAt));
        command.Add("@keep", RowTime.Of(row.KeepUntil));
        command.Add("@sent", row.SentTo);
        command.Add("@round", row.Round ?? 0);
        command.Add("@changed", row.ChangedAt.ToUnixTimeMilliseconds());
        command.Add("@version", row.Version);
        return command;
    }
}
