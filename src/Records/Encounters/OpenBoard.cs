using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients;

namespace Serment.Records.Encounters;

/// <summary>A stay with its card.</summary>
/// <param name="Row">Routing.</param>
/// <param name="Card">The card, as far as the custodian opened it; null where no names were asked for.</param>
/// <param name="Reason">Why she came, in the words of the triage; only for who reads clinical content.</param>
public sealed record BoardStay(BoardRow Row, PatientCard? Card, string? Reason = null)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(BoardStay);
}

/// <summary>
/// Opens the cards of a unit's board: one round trip, each card counted. For a unit's own staff it also renews the care
/// of stays that last, as each of the team works on.
/// </summary>
public sealed class OpenBoard(RecordDoor door, CustodianClient custodian, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Declarations that one look at a board renews; the next look renews the rest.</summary>
    public const int MaxRenewals = 20;

    /// <summary>Declarations that one look asks for, renewed or refused.</summary>
    public const int MaxAsked = 60;

    private const string Expiring =
        """
        SELECT patient_id, encounter_id FROM stay_care
        WHERE unit_id = @unit
        GROUP BY patient_id, encounter_id
        HAVING SUM(CASE WHEN until_ms >= @soon THEN 1 ELSE 0 END) < 2
        LIMIT @limit
        """;

    private readonly DeclareCare care = new(custodian);

    /// <summary>Opens them.</summary>
    public async Task<IReadOnlyList<BoardStay>> RunAsync(
        IReadOnlyList<BoardRow> rows, SessionDescription by, SessionToken session, DateOnly today,
        CancellationToken stop)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        PatientCard[] cards = await door.CardsAsync(rows.Select(row => row.Patient), session, today, stop);
        BoardStay[] stays = [.. rows.Zip(cards, (row, card) => new BoardStay(row, card))];
        HashSet<int> own = [.. by.Units.Select(unit => unit.UnitId)];
        await RenewAsync(
            [.. stays.Where(one => own.Contains(one.Row.UnitId) && one.Card!.Outcome == Outcome.Allowed)], by, session,
            stop);
        return stays;
    }

    /// <summary>The same with the reasons of the triage, for who reads clinical content.</summary>
    public async Task<IReadOnlyList<BoardStay>> RunWithReasonsAsync(
        IReadOnlyList<BoardRow> rows, SessionDescription by, SessionToken session, DateOnly today,
        CancellationToken stop)
    {
        IReadOnlyList<BoardStay> stays = await RunAsync(rows, by, session, today, stop);
        if (rows.Count == 0 || !by.Reads.Contains(Compartment.Clinical))
        {
            return stays;
        }

        EntrySelection clinical =
            EntrySelection.Of(CompartmentSet.Of(Compartment.Clinical), CurrentStay.Type);
        using OpenedCards opened = await door.OpenListAsync(
            [.. rows.Select(row => row.Patient)], clinical, new(session, AccessPurpose.Care), stop);
        return
        [
            .. stays.Select((stay, i) => stay with
            {
                Reason = TriageResource.Latest(opened.Cards[i].Entries, stay.Row.Entry.Entry)?.Reason,
            }),
        ];
    }

    private async Task RenewAsync(
        BoardStay[] stays, SessionDescription by, SessionToken session, CancellationToken stop)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await using DbConnection connection = await main.OpenAsync(stop);
        int renewed = 0;
        int asked = 0;
        foreach (IGrouping<int, BoardStay> unit in stays.GroupBy(one => one.Row.UnitId))
        {
            HashSet<long> expiring = await ExpiringAsync(connection, unit.Key, now, stop);
            foreach (BoardRow row in unit.Select(one => one.Row).Where(row =>
                row.Status is StayStatus.Present or StayStatus.Away && expiring.Contains(row.Entry.Entry.Value)))
            {
                if (renewed == MaxRenewals || asked == MaxAsked)
                {
                    return;
                }

                bool? done = await RenewAsync(connection, row, by, session, now, stop);
                asked += done is null ? 0 : 1;
                renewed += done is true ? 1 : 0;
            }
        }
    }

    /// <summary>
    /// Null where there is no need; whether it may be, the custodian says from what it knows itself. The rows read here
    /// decide nothing: whoever writes into them only makes it ask.
    /// </summary>
    private async Task<bool?> RenewAsync(
        DbConnection connection, BoardRow row, SessionDescription by, SessionToken session, DateTimeOffset now,
        CancellationToken stop)
    {
        long encounter = row.Entry.Entry.Value;
        IReadOnlyList<DeclaredCare> declared =
        [
            .. (await StayCareRows.ReadAsync(connection, row.Patient, encounter, stop))
                .Where(one => one.Unit == row.UnitId),
        ];
        if (!StayCare.NeedsRenewal(declared, by.StaffId, row.Class, now))
        {
            return null;
        }

        DateTimeOffset until = now + StayCare.LengthOf(row.Class);
        DeclaredCare? fresh = await care.RenewAsync(
            row.Patient, new(row.UnitId, null, now.AddMinutes(-1), until, until), by, session, stop);
        if (fresh is null)
        {
            return false;
        }

        await StayCareRows.InsertAsync(connection, null, row.Patient, encounter, fresh, stop);
        return true;
    }

    private static async Task<HashSet<long>> ExpiringAsync(
        DbConnection connection, int unit, DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Expiring;
        command.Add("@unit", unit);
        command.Add("@soon", (now + (StayCare.Inpatient / 2)).ToUnixTimeMilliseconds());
        command.Add("@limit", BoardRows.MaxRows * 4);
        HashSet<long> expiring = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            expiring.Add(reader.GetInt64(1));
        }

        return expiring;
    }
}
