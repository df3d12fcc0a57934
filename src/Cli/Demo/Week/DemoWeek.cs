using Serment.Cli.Demo.Laboratory;
using Serment.CustodyProtocol;
using Serment.Records.Appointments.Schedules;
using Serment.Simulation.Establishments;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>
/// A believable week at the demo's clinic: people, agendas, stays with their charts, the emergency department. It is
/// written once, when the demo is made, around that moment.
/// </summary>
internal static class DemoWeek
{
    private const int People = 230;
    private const string Seed = "serment";

    public static async Task WriteAsync(DemoFolder demo, CancellationToken stop)
    {
        const string Site = DemoEstablishment.Clinic;
        WeekStaff staff = await WeekStaff.ReadAsync(demo, Site, stop);
        await using WeekDesk desk = WeekDesk.Open(demo, Site);
        DateOnly today = DateOnly.FromDateTime(desk.Local);
        await WeekPaper.WriteAsync(desk.Main, staff, Site, stop);
        IReadOnlyList<DemoPatient> people = await DemoPeople.RegisterAsync(desk, staff.Site, People, today, stop);

        WeekAgenda agenda = new(desk, staff);
        await agenda.SetUpAsync(today, stop);
        WeekStays stays = new(desk, staff);
        await stays.FurnishAsync(stop);
        WeekPlan plan = WeekSimulation.Draw(Seed, new(
            desk.Local,
            agenda.Practitioners.Count,
            DemoFolder.Plan.Sites.First(one => one.Code is Site).Units
                .Where(one => one.Kind == UnitKind.Ward)
                .ToDictionary(one => one.Code, one => one.Beds, StringComparer.Ordinal),
            [.. people.Select(one => (one.Age, one.IsWoman))],
            ClosedAround(today)));
        foreach (PlannedStay stay in plan.Stays.OrderBy(one => one.Discharged is null))
        {
            await stays.WriteAsync(stay, people[stay.Person], stop);
        }

        if (plan.Emergencies.Count > 0 && plan.Emergencies[0] is var inserted)
        {
            WeekCard.Write(demo, people[inserted.Person], today);
        }

        foreach (PlannedEmergency emergency in plan.Emergencies)
        {
            await stays.WriteAsync(emergency, people[emergency.Person].Patient, stop);
        }

        await agenda.WriteAsync(plan.Consultations, people, stop);
        await WriteBackgroundAsync(desk, staff, agenda, plan, people, stop);
        await DemoLaboratoryWeek.WriteAsync(
            desk, staff, people, new Uri(demo.Folder.Settings.Web.Origin).Port + DemoBench.PortsFrom, stop);
    }

    // Those who are in a bed have it with their stay.
    private static async Task WriteBackgroundAsync(
        WeekDesk desk, WeekStaff staff, WeekAgenda agenda, WeekPlan plan, IReadOnlyList<DemoPatient> people,
        CancellationToken stop)
    {
        HashSet<int> inBeds = [.. plan.Stays.Select(one => one.Person)];
        foreach (PlannedConsultation first in plan.Consultations.DistinctBy(one => one.Person))
        {
            if (inBeds.Contains(first.Person))
            {
                continue;
            }

            DemoPatient person = people[first.Person];
            WeekMember physician = agenda.Practitioners[first.Practitioner];
            WeekRecord record = new(desk, staff.Site, person.Patient);
            WeekBackground.AddAll(
                record, person.Background, new(person.Patient, physician.Staff, physician.Name, desk.Now.AddDays(-120)));
            await record.SealAsync(null, stop);
        }
    }

    private static HashSet<DateOnly> ClosedAround(DateOnly today) =>
    [
        .. Enumerable.Range(-7, 15).Select(today.AddDays)
            .Where(day => FrenchHolidays.On(day, isAlsaceMoselle: false) is not null),
    ];
}
