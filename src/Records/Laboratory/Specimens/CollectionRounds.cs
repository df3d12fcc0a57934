using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Patients;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>A visiting nurse's round: who may open whose address, until when.</summary>
public sealed record RoundRow(
    short Site, long Round, int LaboratoryId, ActorId Nurse, ActorId MadeBy, DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt, DateTimeOffset? OpenedAt, DateTimeOffset? WithdrawnAt, int Version)
{
    /// <summary>Whether it can be opened.</summary>
    public bool IsOpen(DateTimeOffset now) => WithdrawnAt is null && now < ExpiresAt;
}

/// <summary>A stop of a round.</summary>
/// <param name="Card">Who.</param>
/// <param name="Contact">Where; null for a role that reads no addresses.</param>
/// <param name="Tubes">What is to be taken.</param>
public sealed record RoundStop(PatientCard Card, ContactDetails? Contact, IReadOnlyList<SpecimenRow> Tubes)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RoundStop);
}

/// <summary>
/// Rounds of visiting nurses. A round names at most 30 people; only its nurse opens it, each name and address is counted
/// when she does, and it ends by itself.
/// </summary>
public sealed class CollectionRounds(RecordDoor door, DatabaseLocation main)
{
    /// <summary>People of one round.</summary>
    public const int MaxPatients = 30;

    /// <summary>Hours after which a round ends at the latest.</summary>
    public const int MaxHours = 16;

    /// <summary>Rounds of a list.</summary>
    public const int MaxListed = 50;

    private const string Columns =
        """
        site, round_id, laboratory_id, nurse_id, made_by, made_at, expires_at, opened_at, withdrawn_at, version
        """;

    private const string OfTubes =
        $"SELECT {SpecimenRows.Columns} FROM specimen WHERE site = @site AND round_id = @round ORDER BY planned_at LIMIT @limit";

    /// <summary>Makes one of tubes that are to be taken; null where there are none, or too many people.</summary>
    public async Task<RoundRow?> MakeAsync(
        short site, int laboratory, ActorId nurse, IReadOnlyList<SpecimenRow> tubes, DateTimeOffset expires, ActorId by,
        DateTimeOffset now, CancellationToken stop)
    {
        SpecimenRow[] taken =
        [
            .. tubes.Where(row => row.State == SpecimenState.Planned && row.Round is null
                && row.LaboratoryId == laboratory),
        ];
        int people = taken.Select(row => row.Patient).Distinct().Count();
        if (people is 0 or > MaxPatients || expires <= now || expires > now.AddHours(MaxHours))
        {
            return null;
        }

        RoundRow round = new(site, EntryId.New().Value, laboratory, nurse, by, now, expires, null, null, 1);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        await using (DbCommand command = connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText =
                $"""
                INSERT INTO collection_round ({Columns})
                VALUES (@site, @round, @laboratory, @nurse, @by, @made, @expires, 0, 0, 1)
                """;
            command.Add("@site", site);
            command.Add("@round", round.Round);
            command.Add("@laboratory", laboratory);
            command.Add("@nurse", nurse.Value);
            command.Add("@by", by.Value);
            command.Add("@made", now.ToUnixTimeMilliseconds());
            command.Add("@expires", expires.ToUnixTimeMilliseconds());
            await command.ExecuteNonQueryAsync(stop);
        }

        foreach (SpecimenRow row in taken)
        {
            if (!await SpecimenRows.UpdateAsync(
                connection, transaction, row with { Round = round.Round, ChangedAt = now }, stop))
            {
                return null;
            }
        }

        await transaction.CommitAsync(CancellationToken.None);
        return round;
    }

    /// <summary>The rounds of a laboratory that have not ended for long, newest first, without names of patients.</summary>
    public async Task<IReadOnlyList<(RoundRow Round, int Patients)>> ListAsync(
        short site, int laboratory, DateTimeOffset since, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT {Columns} FROM collection_round
            WHERE site = @site AND laboratory_id = @laboratory AND expires_at >= @since
            ORDER BY expires_at DESC LIMIT @limit
            """;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@since", since.ToUnixTimeMilliseconds());
        command.Add("@limit", MaxListed);
        return await CountAsync(connection, command, stop);
    }

    /// <summary>The rounds of one nurse that have not ended for long, newest first, whichever laboratory made them.</summary>
    public async Task<IReadOnlyList<(RoundRow Round, int Patients)>> OfNurseAsync(
        short site, ActorId nurse, DateTimeOffset since, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT {Columns} FROM collection_round
            WHERE site = @site AND nurse_id = @nurse AND expires_at >= @since
            ORDER BY expires_at DESC LIMIT @limit
            """;
        command.Add("@site", site);
        command.Add("@nurse", nurse.Value);
        command.Add("@since", since.ToUnixTimeMilliseconds());
        command.Add("@limit", MaxListed);
        return await CountAsync(connection, command, stop);
    }

    private static async Task<IReadOnlyList<(RoundRow Round, int Patients)>> CountAsync(
        DbConnection connection, DbCommand command, CancellationToken stop)
    {
        List<RoundRow> rounds = [];
        await using (DbDataReader reader = await command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop))
            {
                rounds.Add(Read(reader));
            }
        }

        List<(RoundRow, int)> counted = [];
        foreach (RoundRow round in rounds)
        {
            counted.Add((round, (await TubesAsync(connection, round, stop)).Select(row => row.Patient).Distinct().Count()));
        }

        return counted;
    }

    /// <summary>One; null where there is none.</summary>
    public async Task<RoundRow?> FindAsync(short site, long round, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM collection_round WHERE site = @site AND round_id = @round";
        command.Add("@site", site);
        command.Add("@round", round);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? Read(reader) : null;
    }

    /// <summary>
    /// Opens it for its nurse: names, and addresses where her role reads them. Each person is decided and counted; null
    /// where it is not hers, has ended or was withdrawn.
    /// </summary>
    public async Task<IReadOnlyList<RoundStop>?> OpenAsync(
        short site, long number, SessionDescription who, SessionToken session, DateOnly today, DateTimeOffset now,
        CancellationToken stop)
    {
        if (await FindAsync(site, number, stop) is not { } round || round.Nurse != who.StaffId || !round.IsOpen(now))
        {
            return null;
        }

        List<SpecimenRow> tubes;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            tubes = await TubesAsync(connection, round, stop);
            await SetAsync(connection, round, "opened_at", now, stop);
        }

        PatientId[] people = [.. tubes.Select(row => row.Patient).Distinct().Take(MaxPatients)];
        bool withAddress = who.Reads.Contains(Compartment.Contact);
        EntrySelection selection = EntrySelection.Of(
            withAddress
                ? CompartmentSet.Of(Compartment.Identity, Compartment.Contact)
                : CompartmentSet.Of(Compartment.Identity),
            "Patient");
        using OpenedCards opened = await door.OpenListAsync(
            people, selection, new(session, withAddress ? AccessPurpose.Care : AccessPurpose.Card), stop);
        return
        [
            .. opened.Cards.Select(card => new RoundStop(
                PatientCard.From(card, today),
                withAddress
                && CurrentEntry.Of<Patient>(card.Entries, Compartment.Contact, card.Survivor) is { } contact
                    ? ContactResource.Read(contact.Resource)
                    : null,
                [.. tubes.Where(row => row.Patient == card.Patient)])),
        ];
    }

    /// <summary>Withdraws it: it opens no more, and its tubes are on the laboratory's list again.</summary>
    public async Task<bool> WithdrawAsync(short site, long number, DateTimeOffset now, CancellationToken stop)
    {
        if (await FindAsync(site, number, stop) is not { WithdrawnAt: null } round)
        {
            return false;
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        foreach (SpecimenRow row in await TubesAsync(connection, round, stop, transaction))
        {
            if (row.State == SpecimenState.Planned
                && !await SpecimenRows.UpdateAsync(
                    connection, transaction, row with { Round = null, ChangedAt = now }, stop))
            {
                return false;
            }
        }

        await SetAsync(connection, round, "withdrawn_at", now, stop, transaction);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task SetAsync(
        DbConnection connection, RoundRow round, string column, DateTimeOffset now, CancellationToken stop,
        DbTransaction? transaction = null)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = column is "opened_at"
            ? """
              UPDATE collection_round SET opened_at = @now, version = version + 1
              WHERE site = @site AND round_id = @round AND opened_at = 0
              """
            : """
              UPDATE collection_round SET withdrawn_at = @now, version = version + 1
              WHERE site = @site AND round_id = @round AND withdrawn_at = 0
              """;
        command.Add("@now", now.ToUnixTimeMilliseconds());
        command.Add("@site", round.Site);
        command.Add("@round", round.Round);
        await command.ExecuteNonQueryAsync(stop);
    }

    private static async Task<List<SpecimenRow>> TubesAsync(
        DbConnection connection, RoundRow round, CancellationToken stop, DbTransaction? transaction = null)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = OfTubes;
        command.Add("@site", round.Site);
        command.Add("@round", round.Round);
        command.Add("@limit", MaxPatients * CollectionDraft.MaxTubes);
        return await ScannedTube.ListAsync(command, stop);
    }

    private static RoundRow Read(DbDataReader reader) => new(
        reader.GetInt16(0), reader.GetInt64(1), reader.GetInt32(2), new(reader.GetInt64(3)), new(reader.GetInt64(4)),
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)), reader.GetTime(7), reader.GetTime(8),
        reader.GetInt32(9));
}
