using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Appointments;
using Serment.Records.Encounters;
using Serment.Records.Patients;

namespace Serment.Records.Downtime;

/// <summary>For which ward, by whom, until when.</summary>
public sealed record PackOrder(
    UnitDescription Unit, SessionDescription Author, DateTimeOffset Made, DateTimeOffset Expires, DateOnly Today,
    TimeZoneInfo Zone);

/// <summary>
/// Collects the essentials of the patients whom a ward has now. Each is opened for this purpose and charged as one in
/// care; whom the custodian does not open is only counted.
/// </summary>
public sealed class MakeDowntimePack(RecordDoor door, DatabaseLocation main)
{
    // Those who lie here now, by room and bed; somebody on leave is not here.
    private const string OfStays =
        """
        SELECT encounter.patient_id, bed.room, bed.name
        FROM encounter LEFT JOIN bed ON bed.site = encounter.site AND bed.bed_id = encounter.bed_id
        WHERE encounter.site = @site AND encounter.unit_id = @unit AND encounter.status = @present
        ORDER BY bed.room, bed.name, encounter.encounter_id
        LIMIT @limit
        """;

    private const string OfToday =
        """
        SELECT patient_id, minute_of_day FROM appointment
        WHERE site = @site AND day = @day AND unit_id = @unit AND status NOT IN (@cancelled, @absent)
        ORDER BY minute_of_day, appointment_id
        LIMIT @limit
        """;

    /// <summary>How many patients the ward has now.</summary>
    public async Task<int> CountAsync(string siteCode, int unit, DateOnly today, CancellationToken stop) =>
        (await PresentAsync(siteCode, unit, today, stop)).Count;

    /// <summary>Collects; without patients where nobody is there.</summary>
    public async Task<DowntimePack> RunAsync(PackOrder order, SessionToken session, CancellationToken stop)
    {
        List<(PatientId Patient, string Bed)> present =
            await PresentAsync(order.Author.SiteCode, order.Unit.UnitId, order.Today, stop);
        List<PackedPatient> packed = [];
        if (present.Count > 0)
        {
            using OpenedCards opened = await door.OpenListAsync(
                [.. present.Select(one => one.Patient)],
                EntrySelection.Of(CompartmentSet.From(order.Author.Reads), Essentials.Types),
                new(session, AccessPurpose.Downtime), stop);
            Dictionary<PatientId, OpenedCard> cards = opened.Cards.ToDictionary(card => card.Patient);
            foreach ((PatientId patient, string bed) in present)
            {
                // Who is not there as a whole is counted as not there: no allergy may be missing unseen.
                if (cards.TryGetValue(patient, out OpenedCard? card)
                    && card is { Outcome: Outcome.Allowed, IsTruncated: false })
                {
                    packed.Add(Essentials.Of(bed, PatientCard.From(card, order.Today), card.Entries, order.Zone));
                }
            }
        }

        return new(
            DowntimePack.CurrentFormat, order.Author.SiteCode, order.Unit.Code, order.Unit.Name, order.Made,
            order.Expires, order.Author.Name, present.Count - packed.Count, packed);
    }

    private async Task<List<(PatientId Patient, string Bed)>> PresentAsync(
        string siteCode, int unit, DateOnly today, CancellationToken stop)
    {
        List<(PatientId Patient, string Bed)> present = [];
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return present;
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await AddStaysAsync(connection, site, unit, present, stop);
        await AddExpectedAsync(connection, site, unit, today, present, stop);
        return [.. present.DistinctBy(one => one.Patient).Take(PackClaim.MaxPatients)];
    }

    private static async Task AddStaysAsync(
        DbConnection connection, short site, int unit, List<(PatientId Patient, string Bed)> present,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfStays;
        command.Add("@site", site);
        command.Add("@unit", unit);
        command.Add("@present", (short)StayStatus.Present);
        command.Add("@limit", PackClaim.MaxPatients);
        await using DbDataReader row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            string bed = await row.IsDBNullAsync(1, stop) ? "" : $"{row.GetString(1)} {row.GetString(2)}".Trim();
            present.Add((new(row.GetInt64(0)), bed.Length == 0 ? "—" : bed));
        }
    }

    private static async Task AddExpectedAsync(
        DbConnection connection, short site, int unit, DateOnly today, List<(PatientId Patient, string Bed)> present,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfToday;
        command.Add("@site", site);
        command.Add("@day", Days.ToNumber(today));
        command.Add("@unit", unit);
        command.Add("@cancelled", (short)AppointmentStatus.Cancelled);
        command.Add("@absent", (short)AppointmentStatus.NoShow);
        command.Add("@limit", PackClaim.MaxPatients);
        await using DbDataReader row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            int minute = row.GetInt16(1);
            present.Add((
                new(row.GetInt64(0)),
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}")));
        }
    }
}
