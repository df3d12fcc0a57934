using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Patients;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>How many people of a unit wait, without names.</summary>
/// <param name="WardId">The unit that ordered; 0 from outside.</param>
/// <param name="Patients">People.</param>
/// <param name="Tubes">Tubes.</param>
public sealed record WardCollection(int WardId, int Patients, int Tubes);

/// <summary>Somebody from whom tubes are to be taken.</summary>
/// <param name="Card">Who, as far as the custodian opened the card.</param>
/// <param name="Tubes">The tubes.</param>
public sealed record CollectionLine(PatientCard Card, IReadOnlyList<SpecimenRow> Tubes)
{
    /// <summary>When, at the earliest.</summary>
    public DateTimeOffset PlannedAt => Tubes.Min(one => one.PlannedAt);

    /// <summary>Whether any is urgent.</summary>
    public bool IsUrgent => Tubes.Any(one => one.Priority == OrderPriority.Urgent);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CollectionLine);
}

/// <summary>
/// The tubes that are to be taken, by unit and time. Counts name nobody; a unit's list opens a card for each person, and
/// each of them is counted.
/// </summary>
public sealed class ListCollections(RecordDoor door, DatabaseLocation main)
{
    /// <summary>People of one list.</summary>
    public const int MaxPatients = 60;

    /// <summary>Tubes read for the counts.</summary>
    public const int MaxTubes = 1_000;

    private const string Planned =
        $"""
        SELECT {SpecimenRows.Columns} FROM specimen
        WHERE site = @site AND laboratory_id = @laboratory AND state = @state AND planned_at < @until
        ORDER BY planned_at, patient_id LIMIT @limit
        """;

    private const string OfPatient =
        $"""
        SELECT {SpecimenRows.Columns} FROM specimen
        WHERE patient_id = @patient AND site = @site AND state = @state AND planned_at < @until
        ORDER BY planned_at, number LIMIT @limit
        """;

    /// <summary>How many wait, by unit.</summary>
    public async Task<IReadOnlyList<WardCollection>> CountAsync(
        short site, IReadOnlyList<int> laboratories, DateTimeOffset until, CancellationToken stop) =>
    [
        .. (await TubesAsync(site, laboratories, until, stop)).GroupBy(row => row.WardId)
            .Select(ward => new WardCollection(
                ward.Key, ward.Select(row => row.Patient).Distinct().Count(), ward.Count()))
            .OrderBy(ward => ward.WardId),
    ];

    /// <summary>A text that changes when the list does; it names nobody.</summary>
    public async Task<string> StampAsync(
        short site, IReadOnlyList<int> laboratories, int ward, DateTimeOffset until, CancellationToken stop)
    {
        SpecimenRow[] rows =
            [.. (await TubesAsync(site, laboratories, until, stop)).Where(row => row.WardId == ward)];
        return FormattableString.Invariant(
            $"{rows.Length}.{rows.Sum(row => row.Version)}.{rows.Select(row => row.Specimen.Value & 0xFFFF).Sum()}");
    }

    /// <summary>A unit's list, urgent ones first, with cards. Tubes of a round are on its own list.</summary>
    public async Task<IReadOnlyList<CollectionLine>> RunAsync(
        short site, IReadOnlyList<int> laboratories, int ward, DateTimeOffset until, SessionToken session,
        DateOnly today, CancellationToken stop)
    {
        IGrouping<PatientId, SpecimenRow>[] people =
        [
            .. (await TubesAsync(site, laboratories, until, stop))
                .Where(row => row.WardId == ward && row.Round is null)
                .GroupBy(row => row.Patient)
                .OrderByDescending(one => one.Any(row => row.Priority == OrderPriority.Urgent))
                .ThenBy(one => one.Min(row => row.PlannedAt))
                .Take(MaxPatients),
        ];
        PatientCard[] cards = await door.CardsAsync(people.Select(one => one.Key), session, today, stop);
        return [.. people.Zip(cards, (tubes, card) => new CollectionLine(card, [.. tubes]))];
    }

    /// <summary>The tubes of one person that are to be taken.</summary>
    public async Task<IReadOnlyList<SpecimenRow>> OfPatientAsync(
        short site, PatientId patient, DateTimeOffset until, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfPatient;
        command.Add("@patient", patient.Value);
        command.Add("@site", site);
        command.Add("@state", (short)SpecimenState.Planned);
        command.Add("@until", until.ToUnixTimeMilliseconds());
        command.Add("@limit", MaxTubes);
        return await ScannedTube.ListAsync(command, stop);
    }

    /// <summary>
    /// The tubes of one order that may still want a label: to be taken, or taken and not received yet.
    /// </summary>
    public async Task<IReadOnlyList<SpecimenRow>> OfRequestAsync(
        short site, PatientId patient, EntryId request, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return
        [
            .. (await SpecimenRows.OfRequestAsync(connection, null, patient, request, stop))
                .Where(row => row.Site == site && row.State is SpecimenState.Planned or SpecimenState.Collected),
        ];
    }

    private async Task<List<SpecimenRow>> TubesAsync(
        short site, IReadOnlyList<int> laboratories, DateTimeOffset until, CancellationToken stop)
    {
        List<SpecimenRow> rows = [];
        await using DbConnection connection = await main.OpenAsync(stop);
        foreach (int laboratory in laboratories)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = Planned;
            command.Add("@site", site);
            command.Add("@laboratory", laboratory);
            command.Add("@state", (short)SpecimenState.Planned);
            command.Add("@until", until.ToUnixTimeMilliseconds());
            command.Add("@limit", MaxTubes);
            rows.AddRange(await ScannedTube.ListAsync(command, stop));
        }

        return rows;
    }
}
