using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Records.CarePlans;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>
/// The care plan of an open stay, with what is due today: in some beds a little late, in the others in the next hours.
/// </summary>
internal sealed class WeekCare(WeekDesk desk, WeekStaff staff)
{
    private const int BedsPerLateOne = 4;

    private readonly List<(EntryId Action, DateTimeOffset Due)> due = [];

    /// <summary>Adds the plan.</summary>
    public void Add(WeekRecord record, PlannedStay stay, DateTimeOffset admitted, ActorId nurse)
    {
        due.Clear();
        foreach ((string title, int everyHours) in stay.Case.Care)
        {
            // The round begins on a full hour, some hours after arrival, so that times of day are the ward's.
            DateTimeOffset first = new DateTimeOffset(
                admitted.Year, admitted.Month, admitted.Day, admitted.Hour, 0, 0, admitted.Offset).AddHours(2);
            CareSchedule schedule = everyHours % 24 == 0
                ? new(CareRhythm.Days, everyHours / 24, [new(10, 0)], first)
                : new(CareRhythm.Hours, everyHours, [], first);
            EntryId action = record.Add(CareResources.Plan(record.Patient, title, schedule, nurse, admitted.AddHours(1)));
            DateTimeOffset from = desk.Now.AddMinutes(stay.Bed % BedsPerLateOne == 0 ? -50 : -5);
            if (schedule.After(from < first ? first.AddMinutes(-1) : from, desk.Zone) is { } next)
            {
                due.Add((action, next));
            }
        }
    }

    /// <summary>Writes the worklist's rows of what was added last.</summary>
    public async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, string unit, CancellationToken stop)
    {
        foreach ((EntryId action, DateTimeOffset at) in due)
        {
            await CareTaskRows.AddAsync(
                connection, transaction, new(patient, action, at, staff.Units[unit]), staff.Site, stop);
        }
    }
}
