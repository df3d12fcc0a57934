using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.Records.Charts;
using Serment.Records.Entries;
using FhirTask = Serment.Fhir.Task;

namespace Serment.Records.CarePlans;

/// <summary>A planned care of one patient and when it is due next.</summary>
/// <param name="Action">What.</param>
/// <param name="Due">When next.</param>
/// <param name="UnitId">Where.</param>
/// <param name="IsWaiting">Whether it waits for the patient, who is on leave or has left.</param>
public sealed record PlannedCare(CareAction Action, DateTimeOffset? Due, int? UnitId, bool IsWaiting = false);

/// <summary>The care of one patient, or why it did not open.</summary>
public sealed record CareOpened(
    Outcome Outcome, DecisionReason Reason, ChartHead? Head, IReadOnlyList<PlannedCare> Planned,
    IReadOnlyList<CareAction> Ended, IReadOnlyList<CareRecord> Records);

/// <summary>Opens the care plan of one record: what holds, what is due, what was given lately.</summary>
public sealed class OpenCare(OpenSection open, DatabaseLocation main)
{
    /// <summary>Planned care of one patient.</summary>
    public const int MaxActions = 100;

    /// <summary>Records shown, newest first.</summary>
    public const int MaxRecords = 60;

    private static readonly string[] Types = ["CarePlan", "Task"];

    /// <summary>Opens it.</summary>
    public async Task<CareOpened> RunAsync(
        PatientId patient, SessionDescription session, SessionToken token, DateOnly today, CancellationToken stop)
    {
        using SectionOpened section = await open.RunAsync(patient, Types, session, token, today, stop);
        if (section.Record is not { } record)
        {
            return new(section.Outcome, section.Reason, null, [], [], []);
        }

        List<CareAction> actions =
            [.. ReadEntries.Of<CarePlan>(record.Entries).Select(CareResources.Read).OfType<CareAction>()];
        List<CareTaskRow> due = [];
        foreach (PatientId holder in actions.Select(one => one.Version.Patient).Append(patient).Distinct())
        {
            due.AddRange(await CareTaskRows.DueOfPatientAsync(main, holder, MaxActions, stop));
        }

        return new(
            Outcome.Allowed, DecisionReason.None, section.Head,
            [
                .. actions.Where(one => one.IsActive)
                    .Select(one => (One: one, Row: due.Find(row => row.Action == one.Version.Entry)))
                    .Select(one => new PlannedCare(one.One, one.Row?.Due, one.Row?.UnitId, one.Row?.IsWaiting == true))
                    .OrderBy(one => one.Due ?? DateTimeOffset.MaxValue),
            ],
            [.. actions.Where(one => !one.IsActive).OrderByDescending(one => one.At)],
            [
                .. ReadEntries.Of<FhirTask>(record.Entries).Select(CareResources.Read).OfType<CareRecord>()
                    .OrderByDescending(one => one.At).ThenByDescending(one => one.Due).Take(MaxRecords),
            ]);
    }
}
