using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Orders;

/// <summary>Where an order stands, by FHIR's words.</summary>
public enum RequestStatus : byte
{
    /// <summary>Something of it is still to be done.</summary>
    Active = 1,

    /// <summary>Every analysis is final or cancelled.</summary>
    Completed = 2,

    /// <summary>Cancelled as a whole.</summary>
    Revoked = 3,
}

/// <summary>An order as worklists route it. What was asked and why stands in sealed ServiceRequests.</summary>
public sealed record RequestRow
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>The order; its ServiceRequest in the laboratory compartment bears the same number.</summary>
    public required EntryId Request { get; init; }

    /// <summary>Site.</summary>
    public required short Site { get; init; }

    /// <summary>The unit whose staff runs the laboratory.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>The number that people say, with its check digit.</summary>
    public required string Number { get; init; }

    /// <summary>How soon.</summary>
    public required OrderPriority Priority { get; init; }

    /// <summary>Where it stands.</summary>
    public required RequestStatus Status { get; init; }

    /// <summary>Sex and age.</summary>
    public required BenchPerson Person { get; init; }

    /// <summary>The unit that ordered; 0 from outside.</summary>
    public int WardId { get; init; }

    /// <summary>Who of the staff ordered; null from outside.</summary>
    public ActorId? Requester { get; init; }

    /// <summary>Its ServiceRequest in the sensitive compartment; null where it has none.</summary>
    public EntryId? Sensitive { get; init; }

    /// <summary>The care that the laboratory has by this order.</summary>
    public long RelationshipId { get; init; }

    /// <summary>When it was ordered.</summary>
    public required DateTimeOffset OrderedAt { get; init; }

    /// <summary>Who wrote it.</summary>
    public required ActorId OrderedBy { get; init; }

    /// <summary>When the specimens are to be taken.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>Last change.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Of the row.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RequestRow);
}

/// <summary>Orders as rows.</summary>
public static class RequestRows
{
    /// <summary>The columns, in the order of <see cref="Read"/>.</summary>
    public const string Columns =
        """
        patient_id, request_id, site, laboratory_id, number, priority, status, sex, age_days, ward_id, requester_id,
        sensitive_id, relationship_id, ordered_at, ordered_by, planned_at, changed_at, version
        """;

    /// <summary>Orders of one chart that are listed.</summary>
    public const int MaxOfPatient = 300;

    /// <summary>Inserts an order and its number.</summary>
    /// <exception cref="DbException">The number is taken: draw another.</exception>
    public static async Task InsertAsync(
        DbConnection connection, DbTransaction? transaction, RequestRow row, CancellationToken stop)
    {
        await using (DbCommand number = connection.CreateCommand())
        {
            number.Transaction = transaction;
            number.CommandText =
                """
                INSERT INTO request_number (number, site, patient_id, request_id)
                VALUES (@number, @site, @patient, @request)
                """;
            number.Add("@number", row.Number);
            number.Add("@site", row.Site);
            number.Add("@patient", row.Patient.Value);
            number.Add("@request", row.Request.Value);
            await number.ExecuteNonQueryAsync(stop);
        }

        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"""
            INSERT INTO laboratory_request ({Columns})
            VALUES (@patient, @request, @site, @laboratory, @number, @priority, @status, @sex, @age, @ward, @requester,
                @sensitive, @relationship, @ordered, @by, @planned, @changed, @version)
            """;
        command.Add("@patient", row.Patient.Value);
        command.Add("@request", row.Request.Value);
        command.Add("@site", row.Site);
        command.Add("@laboratory", row.LaboratoryId);
        command.Add("@number", row.Number);
        command.Add("@priority", (short)row.Priority);
        command.Add("@status", (short)row.Status);
        command.Add("@sex", (short)row.Person.Sex);
        command.Add("@age", row.Person.AgeDays);
        command.Add("@ward", row.WardId);
        command.Add("@requester", row.Requester?.Value ?? 0);
        command.Add("@sensitive", row.Sensitive?.Value ?? 0);
        command.Add("@relationship", row.RelationshipId);
        command.Add("@ordered", row.OrderedAt.ToUnixTimeMilliseconds());
        command.Add("@by", row.OrderedBy.Value);
        command.Add("@planned", row.PlannedAt.ToUnixTimeMilliseconds());
        command.Add("@changed", row.ChangedAt.ToUnixTimeMilliseconds());
        command.Add("@version", row.Version);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>One order; null where there is none.</summary>
    public static async Task<RequestRow?> FindAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId request, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"SELECT {Columns} FROM laboratory_request WHERE patient_id = @patient AND request_id = @request";
        command.Add("@patient", patient.Value);
        command.Add("@request", request.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? Read(reader) : null;
    }

    /// <summary>Whose a number is; null where there is none.</summary>
    public static async Task<(PatientId Patient, EntryId Request)?> OfNumberAsync(
        DbConnection connection, short site, string number, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT patient_id, request_id FROM request_number WHERE number = @number AND site = @site";
        command.Add("@number", number);
        command.Add("@site", site);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? (new(reader.GetInt64(0)), new(reader.GetInt64(1))) : null;
    }

    /// <summary>The orders of these records, which are one person's, newest first.</summary>
    public static async Task<List<RequestRow>> OfPatientsAsync(
        DbConnection connection, IReadOnlyCollection<PatientId> patients, CancellationToken stop)
    {
        List<RequestRow> rows = [];
        foreach (PatientId patient in patients)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText =
                $"""
                SELECT {Columns} FROM laboratory_request WHERE patient_id = @patient
                ORDER BY ordered_at DESC LIMIT @limit
                """;
            command.Add("@patient", patient.Value);
            command.Add("@limit", MaxOfPatient);
            await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                rows.Add(Read(reader));
            }
        }

        rows.Sort((a, b) => b.OrderedAt.CompareTo(a.OrderedAt));
        return rows;
    }

    /// <summary>Moves an order on; false where somebody was first.</summary>
    public static async Task<bool> SetStatusAsync(
        DbConnection connection, DbTransaction? transaction, RequestRow seen, RequestStatus status, DateTimeOffset now,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            UPDATE laboratory_request SET status = @status, changed_at = @changed, version = version + 1
            WHERE patient_id = @patient AND request_id = @request AND version = @version
            """;
        command.Add("@status", (short)status);
        command.Add("@changed", now.ToUnixTimeMilliseconds());
        command.Add("@patient", seen.Patient.Value);
        command.Add("@request", seen.Request.Value);
        command.Add("@version", seen.Version);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>Names the sealed part of an order's first sensitive analysis.</summary>
    internal static async Task SetSensitiveAsync(
        DbConnection connection, DbTransaction transaction, RequestRow order, EntryId sensitive, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            UPDATE laboratory_request SET sensitive_id = @sensitive
            WHERE patient_id = @patient AND request_id = @request
            """;
        command.Add("@sensitive", sensitive.Value);
        command.Add("@patient", order.Patient.Value);
        command.Add("@request", order.Request.Value);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>A row in the order of <see cref="Columns"/>.</summary>
    public static RequestRow Read(DbDataReader reader) =>
        new()
        {
            Patient = new(reader.GetInt64(0)),
            Request = new(reader.GetInt64(1)),
            Site = reader.GetInt16(2),
            LaboratoryId = reader.GetInt32(3),
            Number = reader.GetString(4),
            Priority = (OrderPriority)reader.GetInt16(5),
            Status = (RequestStatus)reader.GetInt16(6),
            Person = new((LaboratorySex)reader.GetInt16(7), reader.GetInt32(8)),
            WardId = reader.GetInt32(9),
            Requester = reader.GetInt64(10) is not 0 and long requester ? new(requester) : null,
            Sensitive = reader.GetInt64(11) is not 0 and long sensitive ? new(sensitive) : null,
            RelationshipId = reader.GetInt64(12),
            OrderedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(13)),
            OrderedBy = new(reader.GetInt64(14)),
            PlannedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(15)),
            ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(16)),
            Version = reader.GetInt32(17),
        };
}
