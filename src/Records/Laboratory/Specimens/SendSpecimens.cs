using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>A laboratory to which specimens are sent.</summary>
public sealed record OutsideLaboratory(int OutsideId, string Name, string Address, string Phone, bool IsActive, int Version);

/// <summary>A container that is at another laboratory.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Specimen">The container.</param>
/// <param name="Number">Its number.</param>
/// <param name="Container">Its container.</param>
/// <param name="OutsideId">Where it is.</param>
/// <param name="Parcel">What went together.</param>
/// <param name="SentAt">When it went.</param>
/// <param name="ExpectedAt">When its results are expected.</param>
public sealed record SendingRow(
    PatientId Patient, EntryId Specimen, string Number, string Container, int OutsideId, long Parcel,
    DateTimeOffset SentAt, DateTimeOffset ExpectedAt)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SendingRow);
}

/// <summary>What became of a parcel.</summary>
/// <param name="Parcel">Its number; 0 where nothing went.</param>
/// <param name="Refused">What was scanned and cannot be sent: unknown, or not here.</param>
/// <param name="Sent">What went.</param>
public sealed record ParcelSent(long Parcel, IReadOnlyList<string> Refused, IReadOnlyList<SpecimenRow> Sent)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ParcelSent);
}

/// <summary>Sends containers to another laboratory and notes what comes back. Nobody is named.</summary>
public sealed class SendSpecimens(LaboratoryClient client, DatabaseLocation main)
{
    /// <summary>Containers of one parcel.</summary>
    public const int MaxOfParcel = 100;

    /// <summary>Lines of a list.</summary>
    public const int MaxListed = 200;

    private const string Columns =
        "patient_id, specimen_id, number, container, outside_id, parcel_id, sent_at, expected_at";

    private const string Outstanding =
        $"""
        SELECT {Columns} FROM specimen_sending
        WHERE site = @site AND laboratory_id = @laboratory AND returned_at = 0 ORDER BY expected_at LIMIT @limit
        """;

    private const string OfParcel =
        $"SELECT {Columns} FROM specimen_sending WHERE site = @site AND parcel_id = @parcel ORDER BY number LIMIT @limit";

    private const string Insert =
        """
        INSERT INTO specimen_sending (patient_id, specimen_id, site, laboratory_id, outside_id, parcel_id, number,
            container, sent_at, sent_by, expected_at, returned_at, returned_by)
        VALUES (@patient, @specimen, @site, @laboratory, @outside, @parcel, @number, @container, @sent, @by, @expected,
            0, 0)
        """;

    /// <summary>Sends what was scanned; what cannot go is named and stays.</summary>
    public async Task<ParcelSent> RunAsync(
        short site, IReadOnlyCollection<int> laboratories, OutsideLaboratory to, IReadOnlyList<string> scanned,
        DateTimeOffset expected, ActorId by, DateTimeOffset now, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scanned.Count, MaxOfParcel, nameof(scanned));
        List<string> refused = [];
        Dictionary<EntryId, SpecimenRow> going = [];
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            foreach (string text in scanned)
            {
                if (await ScannedTube.FindAsync(connection, site, text, stop) is { State: SpecimenState.Received } row
                    && laboratories.Contains(row.LaboratoryId))
                {
                    going[row.Specimen] = row with
                    {
                        State = SpecimenState.SentOut, SentTo = to.OutsideId, Rack = "", Position = 0, ChangedAt = now,
                    };
                }
                else
                {
                    refused.Add(text);
                }
            }
        }

        if (refused.Count > 0 || going.Count == 0)
        {
            return new(0, refused, []);
        }

        long parcel = EntryId.New().Value;
        try
        {
            await client.SealAsync(
                site,
                [
                    .. going.Values.Select(row => (
                        row.Patient, new SpecimenStep(row.Specimen, SpecimenAction.Sent, now, by) { Place = to.Name })),
                ],
                async (connection, transaction, _, cancel) =>
                {
                    foreach (SpecimenRow row in going.Values)
                    {
                        await ScannedTube.MoveAsync(connection, transaction, row, cancel);
                        await InsertAsync(connection, transaction, row, parcel, expected, by, now, cancel);
                    }
                },
                stop);
        }
        catch (SpecimenMovedException)
        {
            return new(0, [.. going.Values.Select(row => row.Number)], []);
        }

        return new(parcel, [], [.. going.Values]);
    }

    /// <summary>What is still expected back.</summary>
    public async Task<IReadOnlyList<SendingRow>> OutstandingAsync(short site, int laboratory, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Outstanding;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@limit", MaxListed);
        return await ReadAsync(command, stop);
    }

    /// <summary>What went together.</summary>
    public async Task<IReadOnlyList<(SendingRow Sending, SpecimenRow Specimen)>> ParcelAsync(
        short site, IReadOnlyCollection<int> laboratories, long parcel, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfParcel;
        command.Add("@site", site);
        command.Add("@parcel", parcel);
        command.Add("@limit", MaxOfParcel);
        List<(SendingRow, SpecimenRow)> lines = [];
        foreach (SendingRow sending in await ReadAsync(command, stop))
        {
            if (await SpecimenRows.FindAsync(connection, null, sending.Patient, sending.Specimen, stop) is { } row
                && laboratories.Contains(row.LaboratoryId))
            {
                lines.Add((sending, row));
            }
        }

        return lines;
    }

    /// <summary>A container that is out, by its number; null where none of these laboratories sent it.</summary>
    public async Task<SpecimenRow?> FindAsync(
        short site, IReadOnlyCollection<int> laboratories, string scanned, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await ScannedTube.FindAsync(connection, site, scanned, stop) is { State: SpecimenState.SentOut } row
            && laboratories.Contains(row.LaboratoryId)
                ? row
                : null;
    }

    /// <summary>Notes by its number that the results of a container have come back; false where it was not out.</summary>
    public async Task<bool> ReturnAsync(
        short site, IReadOnlyCollection<int> laboratories, string scanned, ActorId by, DateTimeOffset now,
        CancellationToken stop)
    {
        if (await FindAsync(site, laboratories, scanned, stop) is not { } sent)
        {
            return false;
        }

        try
        {
            await client.SealAsync(
                site, [(sent.Patient, new(sent.Specimen, SpecimenAction.Returned, now, by))],
                async (connection, transaction, _, cancel) =>
                {
                    await using DbCommand command = connection.CreateCommand();
                    command.Transaction = transaction;
                    command.CommandText =
                        """
                        UPDATE specimen_sending SET returned_at = @now, returned_by = @by
                        WHERE patient_id = @patient AND specimen_id = @specimen AND returned_at = 0
                        """;
                    command.Add("@now", now.ToUnixTimeMilliseconds());
                    command.Add("@by", by.Value);
                    command.Add("@patient", sent.Patient.Value);
                    command.Add("@specimen", sent.Specimen.Value);
                    if (await command.ExecuteNonQueryAsync(cancel) != 1)
                    {
                        throw new SpecimenMovedException();
                    }
                },
                stop);
            return true;
        }
        catch (SpecimenMovedException)
        {
            return false;
        }
    }

    private static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, SpecimenRow row, long parcel, DateTimeOffset expected,
        ActorId by, DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Insert;
        command.Add("@patient", row.Patient.Value);
        command.Add("@specimen", row.Specimen.Value);
        command.Add("@site", row.Site);
        command.Add("@laboratory", row.LaboratoryId);
        command.Add("@outside", row.SentTo);
        command.Add("@parcel", parcel);
        command.Add("@number", row.Number);
        command.Add("@container", row.Container);
        command.Add("@sent", now.ToUnixTimeMilliseconds());
        command.Add("@by", by.Value);
        command.Add("@expected", expected.ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(stop);
    }

    private static async Task<List<SendingRow>> ReadAsync(DbCommand command, CancellationToken stop)
    {
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<SendingRow> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(new(
                new(reader.GetInt64(0)), new(reader.GetInt64(1)), reader.GetString(2), reader.GetString(3),
                reader.GetInt32(4), reader.GetInt64(5), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7))));
        }

        return rows;
    }
}
