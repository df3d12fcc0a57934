using System.Data.Common;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Opening;
using Serment.Records;
using Serment.Records.Appointments;
using Serment.Records.Storage;

namespace Serment.Benchmarks.Pages;

/// <summary>The baseline's database: the same rows in clear, in tables of the same form, in the same engine.</summary>
internal sealed class PlainRows(string database) : IAsyncDisposable
{
    public const int MaxRows = 20_000;

    private const string Create =
        """
        CREATE TABLE plain_entry (
            patient_id bigint NOT NULL, entry_id bigint NOT NULL, version integer NOT NULL, compartment smallint NOT NULL,
            resource_type smallint NOT NULL, recorded_at bigint NOT NULL, author_id bigint NOT NULL, json text NOT NULL,
            PRIMARY KEY (patient_id, entry_id, version));
        CREATE TABLE plain_key (
            input text NOT NULL, kind smallint NOT NULL, patient_id bigint NOT NULL,
            PRIMARY KEY (input, kind, patient_id));
        """;

    private const string InsertAppointment =
        """
        INSERT INTO appointment (patient_id, appointment_id, site, day, minute_of_day, unit_id, staff_id, status, created_by,
                                 relationship_id, version)
        VALUES (@patient, @appointment, 1, @day, @minute, @unit, NULL, 1, 1, 1, 1)
        """;

    private const string Columns =
        "SELECT patient_id, entry_id, version, compartment, resource_type, recorded_at, author_id, json FROM plain_entry ";

    private const string OfOne = Columns + "WHERE patient_id = @patient AND ((@compartments >> compartment) & 1) = 1 ";

    private const string NewestFirst = " ORDER BY entry_id DESC, version DESC LIMIT @limit";

    private const string TheseTypesInSqlite = "AND resource_type IN (SELECT value FROM json_each(@types))";

    private const string TheseTypesInPostgreSql = "AND resource_type = ANY(@types)";

    private const string OfManyInSqlite =
        Columns + "WHERE patient_id IN (SELECT value FROM json_each(@patients)) AND compartment = 1 "
        + "ORDER BY patient_id DESC, entry_id DESC, version DESC LIMIT @limit";

    private const string OfManyInPostgreSql =
        Columns + "WHERE patient_id = ANY(@patients) AND compartment = 1 "
        + "ORDER BY patient_id DESC, entry_id DESC, version DESC LIMIT @limit";

    private const string CountSensitive =
        "SELECT COUNT(DISTINCT entry_id) FROM plain_entry WHERE patient_id = @patient AND compartment = 6";

    private const string FindByTwo =
        "SELECT DISTINCT patient_id FROM plain_key WHERE (input = @a AND kind = @ka) OR (input = @b AND kind = @kb)";

    private readonly DatabaseLocation location = DatabaseLocation.Parse(database);

    /// <summary>Where they are: worklists stand beside them as in the main database.</summary>
    public DatabaseLocation Location => location;

    public async Task CreateAsync()
    {
        await MainDatabase.MigrateAsync(location, TimeProvider.System, CancellationToken.None);
        await using DbConnection connection = await location.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Create;
        await command.ExecuteNonQueryAsync();
        if (location.Engine == DatabaseEngine.Sqlite)
        {
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Adds opened entries, and what their patients are found by.</summary>
    public async Task AddAsync(
        IReadOnlyList<(OpenedEntry Entry, string Json)> entries, IReadOnlyList<(PatientId Patient, TokenInput Input)> keys)
    {
        await using DbConnection connection = await location.OpenAsync(CancellationToken.None);
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        foreach ((OpenedEntry entry, string json) in entries)
        {
            await RunAsync(
                transaction,
                """
                INSERT INTO plain_entry VALUES
                    (@patient, @entry, @version, @compartment, @type, @recorded, @author, @json) ON CONFLICT DO NOTHING
                """,
                ("@patient", entry.Patient.Value), ("@entry", entry.Entry.Value), ("@version", entry.Version),
                ("@compartment", (short)entry.Compartment), ("@type", entry.ResourceType.Code),
                ("@recorded", entry.RecordedAtMs), ("@author", entry.Author.Value), ("@json", json));
        }

        foreach ((PatientId patient, TokenInput input) in keys)
        {
            await RunAsync(
                transaction, "INSERT INTO plain_key VALUES (@input, @kind, @patient) ON CONFLICT DO NOTHING",
                ("@input", Encoding.UTF8.GetString(input.Bytes.Span)), ("@kind", (short)input.Kind),
                ("@patient", patient.Value));
        }

        await transaction.CommitAsync();
    }

    /// <summary>The same list of today's people, here or in the real main database.</summary>
    public static async Task ExpectAsync(
        DatabaseLocation into, DateOnly day, int unit, IReadOnlyList<PatientId> patients)
    {
        await using DbConnection connection = await into.OpenAsync(CancellationToken.None);
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        for (int i = 0; i < patients.Count; i++)
        {
            await RunAsync(
                transaction, InsertAppointment,
                ("@patient", patients[i].Value), ("@appointment", (long)i + 1), ("@day", Days.ToNumber(day)),
                ("@minute", (short)(480 + i)), ("@unit", unit));
        }

        await transaction.CommitAsync();
    }

    public Task ExpectAsync(DateOnly day, int unit, IReadOnlyList<PatientId> patients) =>
        ExpectAsync(location, day, unit, patients);

    public async Task<(OpenedRecord Record, int Sensitive)> RecordAsync(
        PatientId patient, EntrySelection selection, CancellationToken stop)
    {
        await using DbConnection connection = await location.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfOne
            + (selection.Types.Count == 0 ? ""
                : location.Engine == DatabaseEngine.Sqlite ? TheseTypesInSqlite : TheseTypesInPostgreSql)
            + NewestFirst;
        command.Add("@patient", patient.Value);
        command.Add("@compartments", selection.Compartments.Bits);
        if (selection.Types.Count > 0)
        {
            command.AddList("@types", [.. selection.Types.Select(type => (long)type.Code)]);
        }

        command.Add("@limit", MaxRows);
        OpenedRecord record = new(patient, new());
        record.EntriesOpened.AddRange(await ReadAsync(command, stop));
        record.DecisionsMade.Add(new(patient, Outcome.Allowed, DecisionReason.None, 1));
        await using DbCommand count = connection.CreateCommand();
        count.CommandText = CountSensitive;
        count.Add("@patient", patient.Value);
        object? sensitive = await count.ExecuteScalarAsync(stop);
        return (record, Convert.ToInt32(sensitive, System.Globalization.CultureInfo.InvariantCulture));
    }

    public async Task<IReadOnlyList<OpenedCard>> CardsAsync(IReadOnlyList<PatientId> patients, CancellationToken stop)
    {
        await using DbConnection connection = await location.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = location.Engine == DatabaseEngine.Sqlite ? OfManyInSqlite : OfManyInPostgreSql;
        command.AddList("@patients", patients.Select(one => one.Value).ToArray());
        command.Add("@limit", MaxRows);
        ILookup<PatientId, OpenedEntry> entries = (await ReadAsync(command, stop)).ToLookup(entry => entry.Patient);
        return
        [
            .. patients.Select(one => new OpenedCard(
                one, one, Outcome.Allowed, DecisionReason.None, 1, [.. entries[one]])),
        ];
    }

    public async Task<IReadOnlyList<PatientId>> FindAsync(IReadOnlyList<TokenInput> inputs, CancellationToken stop)
    {
        await using DbConnection connection = await location.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = FindByTwo;
        command.Add("@a", Encoding.UTF8.GetString(inputs[0].Bytes.Span));
        command.Add("@ka", (short)inputs[0].Kind);
        command.Add("@b", Encoding.UTF8.GetString(inputs[^1].Bytes.Span));
        command.Add("@kb", (short)inputs[^1].Kind);
        List<PatientId> found = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            found.Add(new(reader.GetInt64(0)));
        }

        return found;
    }

    public async Task<IReadOnlyList<AppointmentRow>> ExpectedAsync(DateOnly day, CancellationToken stop)
    {
        await using DbConnection connection = await location.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT patient_id, appointment_id, minute_of_day, unit_id, status, relationship_id, version FROM appointment
            WHERE site = 1 AND day = @day ORDER BY minute_of_day, appointment_id LIMIT @limit
            """;
        command.Add("@day", Days.ToNumber(day));
        command.Add("@limit", ExpectedList.MaxRows);
        List<AppointmentRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rows.Add(new(
                new(reader.GetInt64(0)), reader.GetInt64(1), reader.GetInt16(2), reader.GetInt32(3), null,
                (AppointmentStatus)reader.GetInt16(4), reader.GetInt64(5), reader.GetInt32(6)));
        }

        return rows;
    }

    public ValueTask DisposeAsync() => location.DisposeAsync();

    private static async Task<List<OpenedEntry>> ReadAsync(DbCommand command, CancellationToken stop)
    {
        List<OpenedEntry> entries = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            PatientId patient = new(reader.GetInt64(0));
            EntryId entry = new(reader.GetInt64(1));
            if (entries.Count > 0 && entries[^1].Patient == patient && entries[^1].Entry == entry)
            {
                continue; // an older version
            }

            entries.Add(new(
                patient, entry, reader.GetInt32(2), (Compartment)reader.GetInt16(3), new(reader.GetInt16(4)),
                reader.GetInt64(5), new(reader.GetInt64(6)), 1, Encoding.UTF8.GetBytes(reader.GetString(7))));
        }

        return entries;
    }

    private static async Task RunAsync(
        DbTransaction transaction, string sql, params IReadOnlyList<(string Name, object Value)> values)
    {
        await using DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object value) in values)
        {
            command.Add(name, value);
        }

        await command.ExecuteNonQueryAsync();
    }
}
