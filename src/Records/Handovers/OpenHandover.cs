using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.CarePlans;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Records.Entries;
using Serment.Records.Patients;

namespace Serment.Records.Handovers;

/// <summary>A present patient as the next shift needs her.</summary>
/// <param name="Patient">The record's number in the worklist.</param>
/// <param name="Card">Who, as far as the record opened.</param>
/// <param name="Bed">Room and bed; null where none is given.</param>
/// <param name="IsIsolated">Whether she must lie alone.</param>
/// <param name="MainProblem">The main problem, or the newest active one.</param>
/// <param name="Allergies">Substances to be avoided, worst first.</param>
/// <param name="Standing">Whether anybody asked for allergies.</param>
/// <param name="Vitals">The last vital signs.</param>
/// <param name="Due">Care that is due within the shift, titles in order of time.</param>
/// <param name="Lines">What the last shifts told, newest first.</param>
public sealed record HandoverPatient(
    PatientId Patient, PatientCard Card, string? Bed, bool IsIsolated, string? MainProblem,
    IReadOnlyList<string> Allergies, AllergyStanding Standing, VitalRound? Vitals,
    IReadOnlyList<(DateTimeOffset Due, string Title)> Due, IReadOnlyList<HandoverLine> Lines)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(HandoverPatient);
}

/// <summary>A unit's present patients, and whether there are more than a page shows.</summary>
public sealed record Handover(IReadOnlyList<HandoverPatient> Patients, bool IsTruncated);

/// <summary>
/// The hand-over of one unit: the stays say who is present, the sealed records the rest. Every patient in it is
/// decided, counted and logged by the custodian.
/// </summary>
public sealed class OpenHandover(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Patients of one page; a ward has fewer.</summary>
    public const int MaxPatients = 80;

    /// <summary>Lines of the last shifts that are shown.</summary>
    public const int ShownLines = 2;

    private const int MaxDue = 300;

    private const string Present =
        """
        SELECT encounter.patient_id, bed.room, bed.name, encounter.isolation
        FROM encounter LEFT JOIN bed ON bed.site = encounter.site AND bed.bed_id = encounter.bed_id
        WHERE encounter.site = @site AND encounter.unit_id = @unit AND encounter.status = 2
        ORDER BY bed.room, bed.name, encounter.patient_id
        LIMIT @limit
        """;

    private static readonly EntrySelection Selection = EntrySelection.Of(
        CompartmentSet.Of(Compartment.Identity, Compartment.Clinical), "Patient", "Condition", "AllergyIntolerance",
        "Observation", "CarePlan", "Communication");

    /// <summary>Opens it.</summary>
    /// <param name="siteCode">The site.</param>
    /// <param name="unit">One of the person's own units.</param>
    /// <param name="until">Care due before this is shown.</param>
    /// <param name="session">Who.</param>
    /// <param name="today">For ages.</param>
    /// <param name="stop">Cancels.</param>
    /// <param name="isPrint">Whether it goes on paper: the log tells that from a look.</param>
    public async Task<Handover> RunAsync(
        string siteCode, int unit, DateTimeOffset until, SessionToken session, DateOnly today, CancellationToken stop,
        bool isPrint = false)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return new([], false);
        }

        List<(PatientId Patient, string? Bed, bool IsIsolated)> rows = await PresentAsync(site, unit, stop);
        (PatientId Patient, string? Bed, bool IsIsolated)[] shown = [.. rows.Take(MaxPatients)];
        ILookup<PatientId, CareTaskRow> due =
            (await CareTaskRows.DueOfUnitAsync(main, site, unit, until, MaxDue, stop)).ToLookup(row => row.Patient);
        using OpenedCards opened = await door.OpenListAsync(
            [.. shown.Select(row => row.Patient)], Selection,
            new(session, isPrint ? AccessPurpose.Print : AccessPurpose.Care), stop);
        return new(
            [
                .. shown.Select((row, i) => Read(
                    row.Patient, row.Bed, row.IsIsolated, opened.Cards[i], due[row.Patient], today)),
            ],
            rows.Count > MaxPatients);
    }

    private static HandoverPatient Read(
        PatientId patient, string? bed, bool isIsolated, OpenedCard card, IEnumerable<CareTaskRow> due, DateOnly today)
    {
        Dictionary<EntryId, string> titles = ReadEntries.Of<CarePlan>(card.Entries)
            .Select(CareResources.Read).OfType<CareAction>()
            .ToDictionary(one => one.Version.Entry, one => one.Title);
        IReadOnlyList<Allergy> allergies = Charts.Allergies.Of(card.Entries);
        return new(
            patient, PatientCard.From(card, today), bed, isIsolated,
            ReadEntries.Of<Condition>(card.Entries)
                .OrderByDescending(one => one.RecordedAtMs)
                .Select(one => ConditionResource.Read(one.Resource))
                .Where(one => one is { Kind: ConditionKind.Problem, State: ItemState.Active })
                .OrderByDescending(one => one.IsMain)
                .FirstOrDefault()?.Title,
            [.. Charts.Allergies.ActiveOf(allergies).Select(one => one.Details.Substance)],
            Charts.Allergies.StandingOf(allergies),
            VitalReadings.RoundsOf(VitalReadings.Of(card.Entries)).FirstOrDefault(round => !round.Set.IsEmpty),
            [
                .. due.Where(row => titles.ContainsKey(row.Action)).Select(row => (row.Due, titles[row.Action])),
            ],
            [.. HandoverLine.Of(card.Entries).Take(ShownLines)]);
    }

    private async Task<List<(PatientId Patient, string? Bed, bool IsIsolated)>> PresentAsync(
        short site, int unit, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Present;
        command.Add("@site", site);
        command.Add("@unit", unit);
        command.Add("@limit", MaxPatients + 1);
        List<(PatientId, string?, bool)> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            string? bed = await reader.IsDBNullAsync(1, stop) ? null
                : reader.GetString(2).Length == 0 ? reader.GetString(1)
                : $"{reader.GetString(1)}-{reader.GetString(2)}";
            rows.Add((new(reader.GetInt64(0)), bed, reader.GetInt16(3) != 0));
        }

        return rows;
    }
}
