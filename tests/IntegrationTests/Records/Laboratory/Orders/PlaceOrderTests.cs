using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Orders;

public sealed class PlaceOrderTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_order_is_sealed_with_its_tubes_and_reaches_the_laboratory(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        Worker technician = await bed.SignInAsync(Role.LaboratoryTechnician, bed.Unit.UnitId);
        PatientId patient = await bed.RegisterAsync(bed.Doctor);
        Assert.NotEqual(Outcome.Allowed, (await bed.AskAsync(technician, patient)).Outcome);

        OrderPlaced placed = await bed.PlaceAsync(bed.Doctor, bed.Request(patient, "K", "NA"));

        Assert.Equal(SealOutcome.Saved, placed.Outcome);
        SpecimenRow tube = Assert.Single(placed.Tubes);
        Assert.Equal(AccessionRefusal.None, AccessionNumber.TryParse(tube.Number, out _));
        Assert.Equal(AccessionRefusal.None, AccessionNumber.TryParseRequest(placed.Row!.Number, out _));
        Assert.Equal(SpecimenState.Planned, tube.State);
        Assert.Equal(Outcome.Allowed, (await bed.AskAsync(technician, patient)).Outcome);
        Assert.Equal(2, await bed.EntriesAsync(technician, patient, Compartment.Laboratory));
        await using System.Data.Common.DbConnection connection = await bed.Records.Main.OpenAsync(default);
        List<TaskRow> tasks = await TaskRows.OfRequestAsync(connection, null, patient, placed.Row.Request, default);
        Assert.Equal(2, tasks.Count);
        Assert.All(tasks, one => Assert.Equal(AnalysisStatus.Registered, one.Status));
        Assert.Equal(
            (patient, tube.Specimen), await SpecimenRows.OfNumberAsync(connection, bed.Site, tube.Number, default));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT MAX(amount) FROM laboratory_count WHERE kind = 1"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_sensitive_analysis_has_no_code_in_rows_and_no_word_beside_the_others(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        PatientId patient = await bed.RegisterAsync(bed.Doctor);

        OrderPlaced placed = await bed.PlaceAsync(bed.Doctor, bed.Request(patient, "K", bed.Sensitive));

        Assert.Equal(SealOutcome.Saved, placed.Outcome);
        Assert.NotNull(placed.Row!.Sensitive);
        Assert.Equal(
            0,
            await bed.Records.CountAsync(
                $"SELECT COUNT(*) FROM observation_task WHERE analysis = '{bed.Sensitive}'"));
        Assert.Equal(
            1,
            await bed.Records.CountAsync(
                "SELECT COUNT(*) FROM observation_task WHERE analysis IS NULL AND analysis_token <> 0"));
        Assert.Equal(
            1,
            await bed.Records.CountAsync(
                $"SELECT COUNT(*) FROM entry WHERE compartment = {(int)Compartment.Sensitive}"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_form_that_is_sent_six_times_at_once_is_one_order(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        PatientId patient = await bed.RegisterAsync(bed.Doctor);
        OrderRequest request = bed.Request(patient, "K");

        OrderPlaced[] placed = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => bed.PlaceAsync(bed.Doctor, request)));

        Assert.All(placed, one => Assert.Equal(SealOutcome.Saved, one.Outcome));
        Assert.Single(placed.Select(one => one.Row!.Number).Distinct(StringComparer.Ordinal));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM laboratory_request"));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM specimen"));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM observation_task"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_number_that_is_taken_is_drawn_again(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        PatientId patient = await bed.RegisterAsync(bed.Doctor);
        string taken = (await bed.PlaceAsync(bed.Doctor, bed.Request(patient, "K"))).Tubes[0].Number;
        Queue<string> draws = new([taken, taken, AccessionNumber.From(2026, 123_456_789)]);

        OrderPlaced placed = await bed.PlaceAsync(bed.Doctor, bed.Request(patient, "NA"), _ => draws.Dequeue());

        Assert.Equal("261234567896", Assert.Single(placed.Tubes).Number);
        Assert.Equal(2, await bed.Records.CountAsync("SELECT COUNT(*) FROM laboratory_request"));
        Assert.Equal(2, await bed.Records.CountAsync("SELECT COUNT(*) FROM observation_task"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whoever_was_never_shown_the_patient_orders_nothing(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        PatientId patient = await bed.RegisterAsync(bed.Desk);

        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(
            () => bed.PlaceAsync(bed.Doctor, bed.Request(patient, "K")));

        Assert.Equal("not-disclosed", refused.Problem.Code);
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM laboratory_request"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_fails_in_the_end_leaves_no_row_and_no_care(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        Worker technician = await bed.SignInAsync(Role.LaboratoryTechnician, bed.Unit.UnitId);
        PatientId patient = await bed.RegisterAsync(bed.Doctor);
        await using (System.Data.Common.DbConnection connection = await bed.Records.Main.OpenAsync(default))
        await using (System.Data.Common.DbCommand drop = connection.CreateCommand())
        {
            drop.CommandText = "ALTER TABLE observation_task RENAME TO observation_task_gone";
            await drop.ExecuteNonQueryAsync();
        }

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => bed.PlaceAsync(bed.Doctor, bed.Request(patient, "K")));

        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM laboratory_request"));
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM specimen_number"));
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM request_number"));
        Assert.NotEqual(Outcome.Allowed, (await bed.AskAsync(technician, patient)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Reception_orders_and_reads_nothing_of_it_back(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        PatientId patient = await bed.RegisterAsync(bed.Desk);
        OrderRequest outside = bed.Request(patient, "K", bed.Sensitive) with
        {
            WardId = 0, Requester = null, Prescriber = new("Dr Odile VANNIER", "10003456782", null),
            PrescribedOn = new(2026, 2, 27), Collection = CollectionPlan.Laboratory,
        };

        OrderPlaced placed = await bed.PlaceAsync(bed.Desk, outside);

        Assert.Equal(SealOutcome.Saved, placed.Outcome);
        Assert.True(await bed.EntriesAsync(bed.Desk, patient, Compartment.Laboratory) <= 0);
        Assert.True(await bed.EntriesAsync(bed.Desk, patient, Compartment.Sensitive) <= 0);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_order_without_analyses_or_laboratory_is_refused(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        PatientId patient = await bed.RegisterAsync(bed.Doctor);

        Assert.Equal(
            OrderRefusal.Empty, (await bed.PlaceAsync(bed.Doctor, bed.Request(patient))).Refusal);
        Assert.Equal(
            OrderRefusal.Missing, (await bed.PlaceAsync(bed.Doctor, bed.Request(patient, "NEVER"))).Refusal);
        Assert.Equal(
            OrderRefusal.NoLaboratory,
            (await bed.PlaceAsync(
                bed.Doctor, bed.Request(patient, "K") with { LaboratoryId = bed.Ward.UnitId })).Refusal);
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM laboratory_request"));
    }
}
