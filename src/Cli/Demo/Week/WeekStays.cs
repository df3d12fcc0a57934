using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Encounters;
using Serment.Records.Locations;
using Serment.Simulation.Establishments;
using Serment.Simulation.Weeks;
using Place = Serment.Records.Encounters.Place;

namespace Serment.Cli.Demo.Week;

/// <summary>The clinic's rooms and beds, and who lies in them with her chart.</summary>
internal sealed class WeekStays(WeekDesk desk, WeekStaff staff)
{
    private const int BedsOfRoom = 2;

    private readonly WeekPrescriptions prescriptions = new(desk, staff);
    private readonly WeekCare care = new(desk, staff);
    private readonly WeekDocuments documents = new(desk);
    private IReadOnlyList<Bed> beds = [];

    /// <summary>Makes the rooms: wards by floor, boxes in the emergency department.</summary>
    public async Task FurnishAsync(CancellationToken stop)
    {
        ChangeBeds change = new(desk.Door, desk.Main, TimeProvider.System);
        int floor = 0;
        foreach (UnitPlan unit in DemoFolder.Plan.Sites
            .First(one => string.Equals(one.Code, desk.SiteCode, StringComparison.Ordinal)).Units
            .Where(one => one.Beds > 0 && staff.Units.ContainsKey(one.Code)))
        {
            bool isEmergency = unit.Kind == UnitKind.Outpatient;
            int perRoom = isEmergency ? 1 : BedsOfRoom;
            floor++;
            for (int room = 1; room <= unit.Beds / perRoom; room++)
            {
                string name = isEmergency ? $"Box {room}" : $"{(floor * 100) + room}";
                await change.AddAsync(
                    desk.SiteCode,
                    new(staff.Units[unit.Code], name, perRoom, isEmergency ? BedKind.Box : BedKind.Bed, room % 4 == 0),
                    stop);
            }
        }

        beds = await new ListBeds(desk.Door, desk.Main).RunAsync(desk.SiteCode, null, stop);
    }

    /// <summary>Writes one stay with the chart that belongs to it.</summary>
    public async Task WriteAsync(PlannedStay planned, DemoPatient person, CancellationToken stop)
    {
        PatientId patient = person.Patient;
        string unit = planned.Case.Unit;
        Bed[] ofUnit = BedsOf(unit);
        Bed bed = ofUnit[planned.Bed % ofUnit.Length];
        WeekMember physician = Turn(staff.Of(Role.Physician, unit), planned.Bed);
        WeekMember nurse = Turn(staff.Of(Role.Nurse, unit), planned.Bed);
        DateTimeOffset admitted = desk.At(planned.Admitted);
        DateTimeOffset until = planned.Discharged is { } left ? desk.At(left) : desk.Now;
        Place place = new(staff.Units[unit], bed.BedId, $"{UnitName(unit)} · {bed.Label}");
        Stay stay = Stay.Empty with
        {
            Movements =
            [
                Movement(MovementKind.Admission, admitted) with { Place = place, Physician = physician.Staff },
                .. planned.Discharged is null
                    ? Array.Empty<Movement>()
                    : [Movement(MovementKind.Discharge, until) with { Disposition = Disposition.Home }],
            ],
            ExpectedOut = planned.ExpectedEnd,
            Isolation = planned.IsIsolated,
        };
        WeekRecord record = new(desk, staff.Site, patient);
        Encounter encounter = new();
        EncounterResource.Write(stay, patient, encounter);
        EntryId entry = record.Add(encounter, Compartment.Identity);
        ItemWriter by = new(patient, physician.Staff, physician.Name, admitted.AddMinutes(40));
        WeekChart.Add(record, planned, by);
        WeekVitals.Add(record, planned, admitted, until, by with { Staff = nurse.Staff, Name = nurse.Name });
        WeekNotes.Add(record, planned, admitted, until, physician.Staff, nurse.Staff);
        prescriptions.Add(record, planned, admitted, until, physician.Staff, nurse.Staff);
        WeekBackground.AddPast(record, person.Background, by);
        WeekResults.Add(record, planned, desk, by);
        documents.Add(record, planned, person, physician);
        if (planned.Discharged is null)
        {
            care.Add(record, planned, admitted, nurse.Staff);
        }

        await desk.DeclareAsync(
            patient, place.UnitId, null, admitted, planned.Discharged is null ? desk.Now.AddDays(10) : until, stop);
        await desk.DeclareAsync(
            patient, null, physician.Staff, admitted, planned.Discharged is null ? desk.Now.AddDays(10) : until, stop);
        await record.SealAsync(async (connection, transaction, _, stopping) =>
        {
            await StayRows.WriteAsync(connection, RowOf(transaction, patient, entry, stay), stopping);
            if (planned.Discharged is null)
            {
                await prescriptions.InsertAsync(connection, transaction, patient, unit, stopping);
                await care.InsertAsync(connection, transaction, patient, unit, stopping);
            }
        }, stop);
    }

    /// <summary>Writes somebody in the emergency department.</summary>
    public async Task WriteAsync(PlannedEmergency planned, PatientId patient, CancellationToken stop)
    {
        const string Unit = "URG";
        Bed[] boxes = BedsOf(Unit);
        Bed? box = planned.Box is { } place ? boxes[place % boxes.Length] : null;
        WeekMember nurse = staff.Of(Role.Nurse, Unit)[0];
        DateTimeOffset arrived = desk.At(planned.Arrived);
        Stay stay = Stay.Empty with
        {
            Movements =
            [
                Movement(MovementKind.Arrival, arrived) with
                {
                    Place = new(staff.Units[Unit], box?.BedId, box is null ? UnitName(Unit) : $"{UnitName(Unit)} · {box.Label}"),
                    Class = StayClass.Emergency,
                },
            ],
        };
        WeekRecord record = new(desk, staff.Site, patient);
        Encounter encounter = new();
        EncounterResource.Write(stay, patient, encounter);
        EntryId entry = record.Add(encounter, Compartment.Identity);
        TriageLevel? level = planned.Triage is { } code
            ? FrenchScale.Levels.First(one => string.Equals(FrenchScale.CodeOf(one), code, StringComparison.Ordinal))
            : null;
        DateTimeOffset sorted = arrived.AddMinutes(6);
        if (level is { } known)
        {
            record.Add(TriageResource.Write(patient, new(entry, known, planned.Complaint, sorted, nurse.Staff)));
        }

        await desk.DeclareAsync(patient, staff.Units[Unit], null, arrived, desk.Now.AddDays(2), stop);
        await record.SealAsync(async (connection, transaction, _, stopping) =>
        {
            await StayRows.WriteAsync(connection, RowOf(transaction, patient, entry, stay), stopping);
            if (level is { } shown)
            {
                await TriagePatient.SortAsync(
                    connection, transaction, new(patient, entry, 1), (null, shown), sorted, stopping);
            }
        }, stop);
    }

    private StayRow RowOf(DbTransaction transaction, PatientId patient, EntryId entry, Stay stay) => new()
    {
        Transaction = transaction,
        Site = staff.Site,
        Patient = patient,
        Encounter = entry.Value,
        Version = 1,
        Before = Stay.Empty.History,
        After = stay.History,
        Stay = stay,
        IsCancellation = false,
        NowMs = desk.Now.ToUnixTimeMilliseconds(),
    };

    private Movement Movement(MovementKind kind, DateTimeOffset at) => new()
    {
        Id = OpaqueId.Draw(),
        Kind = kind,
        At = at,
        EnteredAt = at,
        EnteredBy = staff.Of(Role.Receptionist)[0].Staff,
    };

    private Bed[] BedsOf(string unit) =>
        [.. beds.Where(one => one.UnitId == staff.Units[unit]).OrderBy(one => one.Label, StringComparer.Ordinal)];

    private static string UnitName(string code) =>
        DemoFolder.Plan.Sites.SelectMany(one => one.Units)
            .First(one => string.Equals(one.Code, code, StringComparison.Ordinal)).Name;

    private static WeekMember Turn(IReadOnlyList<WeekMember> members, int i) => members[i % members.Count];
}
