using System.Data.Common;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess.Sealing;
using Serment.Records.Encounters;
using Serment.Records.Entries;

namespace Serment.IntegrationTests.Records.Encounters;

public sealed class DueFollowsTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_due_goes_to_the_new_unit_and_back_when_the_transfer_is_cancelled(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Worker desk = await bed.SignInAsync(Role.Receptionist);
        PatientId patient = await bed.RegisterAsync(desk);
        EntryVersion stay = await bed.AdmittedAsync(desk, patient, await bed.BedAsync(0), bed.Now.AddHours(-2));
        PatientId other = await bed.RegisterAsync(desk);
        await AddAsync(bed, patient, given: true);
        await AddAsync(bed, other, given: false);

        StayChanged moved = await bed.RunAsync(
            desk, new(patient, stay, new(MovementKind.Transfer, null, bed.Emergency)));
        Assert.Equal(SealOutcome.Saved, moved.Outcome);
        Assert.Equal("1 4 4", await UnitsAsync(bed, patient, "medication_due", "state"));
        Assert.Equal("1 1 1", await UnitsAsync(bed, patient, "care_task", "status"));
        Assert.Equal(0, await bed.Records.CountAsync(
            $"SELECT COUNT(*) FROM medication_due WHERE patient_id = {other.Value} AND unit_id = {bed.Emergency.UnitId}"));

        long transfer = (await ChangeStayTests.ReadAsync(bed, desk, patient)).Movements[^1].Id;
        Assert.Equal(SealOutcome.Saved, (await bed.RunAsync(desk, new(patient, moved.Version, Cancels: transfer))).Outcome);
        Assert.Equal("5 0 0", await UnitsAsync(bed, patient, "medication_due", "state"));
        Assert.Equal("2 0 0", await UnitsAsync(bed, patient, "care_task", "status"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Rows_that_a_refused_movement_would_take_stay_where_they_are(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Worker desk = await bed.SignInAsync(Role.Receptionist);
        PatientId patient = await bed.RegisterAsync(desk);
        PatientId there = await bed.RegisterAsync(desk);
        EntryVersion stay = (await bed.RunAsync(desk, new(
            patient, null,
            new(MovementKind.Arrival, bed.Now.AddHours(-2), bed.Emergency, Class: StayClass.Emergency)))).Version!;
        await bed.AdmittedAsync(desk, there, await bed.BedAsync(0));
        await AddAsync(bed, patient, given: false, bed.Emergency.UnitId);
        StayChanged refused = await bed.RunAsync(desk, new(
            patient, stay, new(MovementKind.Admission, null, bed.Ward, (await bed.BedAsync(0)).BedId)));
        Assert.Equal(BedRefusal.Occupied, refused.Bed);
        Assert.Equal("0 4 4", await UnitsAsync(bed, patient, "medication_due", "state"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_falls_into_a_leave_waits_and_care_is_due_on_return(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Worker desk = await bed.SignInAsync(Role.Receptionist);
        PatientId patient = await bed.RegisterAsync(desk);
        DateTimeOffset now = bed.Now;
        EntryVersion stay = await bed.AdmittedAsync(desk, patient, await bed.BedAsync(0), now.AddHours(-6));
        await AddAsync(bed, patient, given: false);

        // Doses at -3 h, -1 h, +1 h, +3 h; care at -1 h.
        StayChanged away = await bed.RunAsync(
            desk, new(patient, stay, new(MovementKind.Leave, now.AddHours(-2))));
        Assert.Equal("1 7 7 7", await StatesAsync(bed, patient));
        Assert.Equal(7, await bed.Records.CountAsync("SELECT status FROM care_task WHERE action_id = 50"));

        StayChanged back = await bed.RunAsync(desk, new(patient, away.Version, new(MovementKind.Return, now)));
        Assert.Equal(SealOutcome.Saved, back.Outcome);
        Assert.Equal("1 7 1 1", await StatesAsync(bed, patient));
        Assert.Equal(
            now.ToUnixTimeMilliseconds(),
            await bed.Records.CountAsync("SELECT due_at FROM care_task WHERE action_id = 50 AND status = 1"));

        // She was not back, and had never gone.
        Stay read = await ChangeStayTests.ReadAsync(bed, desk, patient);
        StayChanged still = await bed.RunAsync(desk, new(patient, back.Version, Cancels: read.Movements[^1].Id));
        Assert.Equal("1 7 7 7", await StatesAsync(bed, patient));
        StayChanged never = await bed.RunAsync(desk, new(patient, still.Version, Cancels: read.Movements[^2].Id));
        Assert.Equal(SealOutcome.Saved, never.Outcome);
        Assert.Equal("1 1 1 1", await StatesAsync(bed, patient));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT status FROM care_task WHERE action_id = 50"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_end_of_a_stay_ends_what_is_due_until_it_is_cancelled(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Worker desk = await bed.SignInAsync(Role.Receptionist);
        PatientId patient = await bed.RegisterAsync(desk);
        DateTimeOffset now = bed.Now;
        EntryVersion stay = await bed.AdmittedAsync(desk, patient, await bed.BedAsync(0), now.AddHours(-6));
        await AddAsync(bed, patient, given: false);
        StayChanged left = await bed.RunAsync(
            desk, new(patient, stay, new(MovementKind.Discharge, now, Disposition: Disposition.Home)));
        Assert.Equal("1 1 8 8", await StatesAsync(bed, patient));
        Assert.Equal(8, await bed.Records.CountAsync("SELECT status FROM care_task WHERE action_id = 50"));

        long discharge = (await ChangeStayTests.ReadAsync(bed, desk, patient)).Movements[^1].Id;
        await bed.RunAsync(desk, new(patient, left.Version, Cancels: discharge));
        Assert.Equal("1 1 1 1", await StatesAsync(bed, patient));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT status FROM care_task WHERE action_id = 50"));
    }

    private static async Task AddAsync(StayBed bed, PatientId patient, bool given, int? unit = null)
    {
        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        List<(string Sql, long At, int State)> rows =
        [
            .. ((int[])[-3, -1, 1, 3]).Select(hours => (
                "INSERT INTO medication_due (patient_id, request_id, due_at, site, unit_id, state, version) "
                + "VALUES (@patient, 40, @due, 1, @unit, @state, 1)",
                bed.Now.AddHours(hours).ToUnixTimeMilliseconds(), 1)),
            ("INSERT INTO care_task (patient_id, action_id, due_at, site, unit_id, status, handled_at, handled_by) "
                + "VALUES (@patient, 50, @due, 1, @unit, @state, NULL, NULL)",
                bed.Now.AddHours(-1).ToUnixTimeMilliseconds(), 1),
        ];
        if (given)
        {
            rows.Add((rows[0].Sql, bed.Now.AddHours(-5).ToUnixTimeMilliseconds(), 2));
            rows.Add((rows[^2].Sql, bed.Now.AddHours(-5).ToUnixTimeMilliseconds(), 2));
        }

        foreach ((string sql, long at, int state) in rows)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.Add("@patient", patient.Value);
            command.Add("@due", at);
            command.Add("@unit", unit ?? bed.Ward.UnitId);
            command.Add("@state", (short)state);
            await command.ExecuteNonQueryAsync();
        }
    }

    // Rows of the ward; of the emergency department; of those that are due, in the emergency department.
    private static async Task<string> UnitsAsync(StayBed bed, PatientId patient, string table, string state)
    {
        string where = $"SELECT COUNT(*) FROM {table} WHERE patient_id = {patient.Value} AND unit_id = ";
        long ward = await bed.Records.CountAsync(where + bed.Ward.UnitId.ToString(CultureInfo.InvariantCulture));
        long all = await bed.Records.CountAsync(where + bed.Emergency.UnitId.ToString(CultureInfo.InvariantCulture));
        long due = await bed.Records.CountAsync(
            where + bed.Emergency.UnitId.ToString(CultureInfo.InvariantCulture) + $" AND {state} = 1");
        return $"{ward} {all} {due}";
    }

    private static async Task<string> StatesAsync(StayBed bed, PatientId patient)
    {
        List<string> states = [];
        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT state FROM medication_due WHERE patient_id = @patient ORDER BY due_at";
        command.Add("@patient", patient.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            states.Add(reader.GetInt16(0).ToString(CultureInfo.InvariantCulture));
        }

        return string.Join(' ', states);
    }
}
