using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Encounters;

/// <summary>One care relationship that a stay has declared.</summary>
internal sealed record DeclaredCare(
    long Relationship, int? Unit, ActorId? Staff, ActorId By, bool ByDesk, DateTimeOffset From, DateTimeOffset Until);

/// <summary>Whom a stay makes a carer: the staff of a unit, or a physician.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Staff">Or the physician.</param>
/// <param name="From">From.</param>
/// <param name="Until">Until.</param>
/// <param name="AtLeast">A declaration that lasts until then need not be renewed yet.</param>
internal sealed record WantedCare(
    int? Unit, ActorId? Staff, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset AtLeast);

/// <summary>
/// The care relationships of a stay, as rules. They are short and renewed while the stay lasts, so that access ends by
/// itself when a stay is forgotten (docs/adr/0013).
/// </summary>
internal static class StayCare
{
    /// <summary>How long one declaration lasts for somebody admitted.</summary>
    public static readonly TimeSpan Inpatient = TimeSpan.FromDays(8);

    /// <summary>How long for somebody in an emergency department or an outpatient.</summary>
    public static readonly TimeSpan Outpatient = TimeSpan.FromDays(2);

    /// <summary>An ending within this time leaves no after-care: it is for mistakes only.</summary>
    public static readonly TimeSpan Mistake = TimeSpan.FromHours(24);

    // The custodian's clock may be a little behind ours.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Who cares for the patient now, or from the day on which she is expected.</summary>
    /// <param name="history">The stay.</param>
    /// <param name="now">Now.</param>
    /// <param name="awaited">Where she is to be admitted: that unit's staff prepares for her.</param>
    public static IReadOnlyList<WantedCare> Wanted(
        StayHistory history, DateTimeOffset now, Orientation? awaited = null)
    {
        if (history is { Status: StayStatus.Planned, Expected: { Place: { } planned } expected })
        {
            // From the day before: files are prepared then.
            DateTimeOffset from = Max(now - Margin, expected.At.AddDays(-1));
            DateTimeOffset until = Max(from, expected.At).AddDays(2);
            return Both(planned.UnitId, expected.Physician, from, until, until);
        }

        if (history.Current is not { } current)
        {
            return [];
        }

        TimeSpan length = LengthOf(current.Class);
        IReadOnlyList<WantedCare> here = Both(
            current.Place.UnitId, current.Physician, now - Margin, now + length, now + (length / 2));
        return awaited is { Kind: OrientationKind.Admission, UnitId: { } unit } && unit != current.Place.UnitId
            ? [.. here, new(unit, null, now - Margin, now + length, now + (length / 2))]
            : here;
    }

    /// <summary>How long one declaration lasts.</summary>
    public static TimeSpan LengthOf(StayClass kind) => kind == StayClass.Inpatient ? Inpatient : Outpatient;

    /// <summary>Whether this one is covered by what was declared already, so that nothing need be declared.</summary>
    public static bool IsCovered(
        WantedCare wanted, IEnumerable<DeclaredCare> declared, ActorId by, DateTimeOffset now) =>
        declared.Any(one => IsFor(one, wanted) && one.By == by && one.From <= Max(wanted.From, now)
            && one.Until >= wanted.AtLeast);

    /// <summary>Whether a declaration is for this person or unit.</summary>
    public static bool IsFor(DeclaredCare declared, WantedCare wanted) =>
        declared.Unit == wanted.Unit && declared.Staff == wanted.Staff;

    /// <summary>
    /// Whether there is need to renew the care of a unit when its board is opened: two people's declarations last, as to
    /// each of them her own is worth nothing. Whether it may be renewed is the custodian's to say.
    /// </summary>
    /// <param name="declared">What was declared for the unit, lapsed or not.</param>
    /// <param name="viewer">Who opens the board.</param>
    /// <param name="kind">Kind of stay.</param>
    /// <param name="now">Now.</param>
    public static bool NeedsRenewal(
        IReadOnlyList<DeclaredCare> declared, ActorId viewer, StayClass kind, DateTimeOffset now)
    {
        DeclaredCare[] live = [.. declared.Where(one => one.Until >= now + (LengthOf(kind) / 2))];
        return !Array.Exists(live, one => one.By == viewer) && live.DistinctBy(one => one.By).Count() < 2;
    }

    private static IReadOnlyList<WantedCare> Both(
        int unit, ActorId? physician, DateTimeOffset from, DateTimeOffset until, DateTimeOffset atLeast) =>
        physician is null
            ? [new(unit, null, from, until, atLeast)]
            : [new(unit, null, from, until, atLeast), new(null, physician, from, until, atLeast)];

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>The declarations of a stay as rows.</summary>
internal static class StayCareRows
{
    private const string OfStay =
        """
        SELECT relationship_id, unit_id, staff_id, declared_by, by_desk, from_ms, until_ms FROM stay_care
        WHERE patient_id = @patient AND encounter_id = @encounter
        ORDER BY from_ms LIMIT 200
        """;

    private const string Insert =
        """
        INSERT INTO stay_care (patient_id, encounter_id, relationship_id, unit_id, staff_id, declared_by, by_desk,
                               from_ms, until_ms)
        VALUES (@patient, @encounter, @relationship, @unit, @staff, @by, @desk, @from, @until)
        """;

    private const string Delete =
        """
        DELETE FROM stay_care
        WHERE patient_id = @patient AND encounter_id = @encounter AND relationship_id = @relationship
        """;

    /// <summary>Reads those of one stay.</summary>
    public static async Task<IReadOnlyList<DeclaredCare>> ReadAsync(
        DbConnection connection, PatientId patient, long encounter, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfStay;
        command.Add("@patient", patient.Value);
        command.Add("@encounter", encounter);
        List<DeclaredCare> declared = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            declared.Add(new(
                reader.GetInt64(0),
                await reader.IsDBNullAsync(1, stop) ? null : reader.GetInt32(1),
                await reader.IsDBNullAsync(2, stop) ? null : new ActorId(reader.GetInt64(2)),
                new(reader.GetInt64(3)),
                reader.GetInt16(4) != 0,
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6))));
        }

        return declared;
    }

    /// <summary>Notes a declaration.</summary>
    public static async Task InsertAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, long encounter, DeclaredCare care,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Insert;
        command.Transaction = transaction;
        command.Add("@patient", patient.Value);
        command.Add("@encounter", encounter);
        command.Add("@relationship", care.Relationship);
        command.Add("@unit", care.Unit);
        command.Add("@staff", care.Staff?.Value);
        command.Add("@by", care.By.Value);
        command.Add("@desk", (short)(care.ByDesk ? 1 : 0));
        command.Add("@from", care.From.ToUnixTimeMilliseconds());
        command.Add("@until", care.Until.ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Forgets one.</summary>
    public static async Task DeleteAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, long encounter, long relationship,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Delete;
        command.Transaction = transaction;
        command.Add("@patient", patient.Value);
        command.Add("@encounter", encounter);
        command.Add("@relationship", relationship);
        await command.ExecuteNonQueryAsync(stop);
    }
}
