using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;
using static Serment.IntegrationTests.Records.Laboratory.LaboratoryTubes;

namespace Serment.IntegrationTests.Records.Laboratory;

public sealed class ReceiveResultsTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Seals_each_result_judges_it_and_moves_its_task_at_once(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K", "NA", "CREA");
        PatientId patient = (await laboratory.AddPatientsAsync(1))[0];
        SpecimenRow tube = await laboratory.AddTubeAsync(patient, "260000000017", AnalysisStatus.Ready, "K", "NA", "CREA");

        Received received = await laboratory.SendAsync(
            instrument, Result(tube.Number, "K", "7,1"), Result(tube.Number, "NA", "140"),
            Result(tube.Number, "CREA", "", "umol/L"));
        Assert.Equal((3, 0), (received.Stored, received.Aside));
        Assert.Equal(3, await bed.CountAsync("SELECT COUNT(*) FROM entry WHERE compartment = 5"));
        Assert.Equal(3, await bed.CountAsync("SELECT COUNT(*) FROM observation_run WHERE state = 1 AND recorded_by = 0"));
        List<TaskRow> tasks = await laboratory.TasksAsync(tube);
        Assert.All(tasks, task => Assert.Equal((AnalysisStatus.Resulted, instrument.Id), (task.Status, task.InstrumentId)));
        Assert.Equal(
            [Attention.Critical, Attention.None, Attention.Look],
            ((string[])["K", "NA", "CREA"]).Select(code => tasks.Find(one => one.Analysis == code)!.Attention));
        Assert.Equal(
            3, await bed.CountAsync("SELECT SUM(amount) FROM laboratory_count WHERE kind = 4 AND period > 999999"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Takes_a_message_that_comes_again_once_and_another_one_as_a_further_run(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K");
        PatientId patient = (await laboratory.AddPatientsAsync(1))[0];
        SpecimenRow tube = await laboratory.AddTubeAsync(patient, "260000000017", AnalysisStatus.Ready, "K");
        AnalyserResult result = Result(tube.Number, "K", "4.1");

        Assert.Equal(1, (await laboratory.SendAsync(instrument, result)).Stored);
        Assert.True((await laboratory.SendAsync(instrument, result)).IsRepeated);
        Received[] together =
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => laboratory.SendAsync(instrument, result)));
        Assert.All(together, one => Assert.True(one.IsRepeated));
        await using (ReceiveResults afterRestart = laboratory.NewReceive())
        {
            Assert.True((await SendAsync(afterRestart, instrument, result)).IsRepeated);
        }

        Assert.Equal(1, (await laboratory.SendAsync(instrument, result with { Value = "4.3" })).Stored);
        Assert.Equal(2, await bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.Equal(2, await bed.CountAsync("SELECT COUNT(*) FROM entry WHERE compartment = 5"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Rules_that_need_no_record_act_when_results_arrive(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K", "NA", "TSH", "CREA");
        BenchRule rule = new(
            "K-1", 1, true, RuleMoment.Result, "K > 9 et NA > 0", RuleAction.Reject, "K", "Hémolyse",
            bed.Custody.Clock.GetUtcNow(), ActorId.New());
        foreach (BenchRule one in (BenchRule[])
            [
                rule,
                rule with { Code = "TSH-1", Condition = "TSH > 4", Action = RuleAction.Add, Target = "FT4" },
                rule with { Code = "CREA-1", Condition = "CREA > 500", Action = RuleAction.Hold, Target = "CREA" },
                rule with { Code = "NA-1", Condition = "precedent NA < 1", Action = RuleAction.Hold, Target = "NA" },
                rule with { Code = "NA-2", Condition = "non TSH > 100 et NA > 0", Action = RuleAction.Hold, Target = "NA" },
            ])
        {
            Assert.True(await laboratory.Rules.AddAsync(instrument.Site, one, Stop));
        }

        PatientId patient = (await laboratory.AddPatientsAsync(1))[0];
        SpecimenRow tube =
            await laboratory.AddTubeAsync(patient, "260000000017", AnalysisStatus.Ready, "K", "NA", "TSH", "CREA");

        await laboratory.SendAsync(instrument, Result(tube.Number, "K", "9.9"), Result(tube.Number, "NA", "140"));
        await laboratory.SendAsync(
            instrument, Result(tube.Number, "TSH", "7.2", "m[IU]/L"), Result(tube.Number, "CREA", "600", "umol/L"));

        Dictionary<string, TaskRow> tasks = (await laboratory.TasksAsync(tube)).ToDictionary(
            one => one.Analysis!, StringComparer.Ordinal);
        Assert.Equal((AnalysisStatus.Resulted, AnalysisHold.Rerun), (tasks["K"].Status, tasks["K"].Hold));
        Assert.Equal((AnalysisStatus.Resulted, AnalysisHold.None), (tasks["NA"].Status, tasks["NA"].Hold));
        Assert.Equal((AnalysisStatus.Resulted, AnalysisHold.Held), (tasks["CREA"].Status, tasks["CREA"].Hold));
        Assert.Equal((AnalysisStatus.Ready, tube.Specimen), (tasks["FT4"].Status, tasks["FT4"].Specimen));
        Assert.Equal(1, await bed.CountAsync("SELECT COUNT(*) FROM observation_run WHERE state = 3"));

        // The next one takes the rejected one's place; nothing is added twice.
        await laboratory.SendAsync(
            instrument, Result(tube.Number, "K", "4.4"), Result(tube.Number, "TSH", "7.3", "m[IU]/L"));
        List<TaskRow> after = await laboratory.TasksAsync(tube);
        Assert.Equal(AnalysisHold.None, after.Find(one => one.Analysis is "K")!.Hold);
        Assert.Single(after, one => one.Analysis is "FT4");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Puts_aside_what_does_not_fit_with_its_reason_and_never_touches_what_is_final(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K", "NA");
        List<PatientId> patients = await laboratory.AddPatientsAsync(3);
        SpecimenRow tube = await laboratory.AddTubeAsync(patients[0], "260000000017", AnalysisStatus.Ready, "K");
        SpecimenRow final = await laboratory.AddTubeAsync(patients[1], "260000000025", AnalysisStatus.Final, "K");
        SpecimenRow gone = await laboratory.AddTubeAsync(patients[2], "260000000033", AnalysisStatus.Cancelled, "K");

        Received received = await laboratory.SendAsync(
            instrument, Result("999999999999", "K", "4"), Result(tube.Number, "XYZ", "4"),
            Result(tube.Number, "K", "4", "mg/L"), Result(tube.Number, "NA", "140"), Result(tube.Number, "K", "lots"),
            Result(final.Number, "K", "9"), Result(gone.Number, "K", "4"),
            Result("CTRL-1", "K", "4") with { IsControl = true });
        Assert.Equal((0, 8), (received.Stored, received.Aside));
        Assert.Equal(
            [
                AsideReason.UnknownTube, AsideReason.UnknownCode, AsideReason.WrongUnit, AsideReason.NotOrdered,
                AsideReason.BadValue, AsideReason.Late, AsideReason.Cancelled, AsideReason.UnknownControl,
            ],
            received.Reasons);
        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        TaskRow untouched = (await laboratory.TasksAsync(final))[0];
        Assert.Equal((AnalysisStatus.Final, 1), (untouched.Status, untouched.Version));

        IReadOnlyList<OpenedAside> aside =
            await laboratory.Asides.ListAsync(instrument.Site, LaboratoryId, Stop);
        Assert.Equal(8, aside.Count);
        Assert.Contains(aside, one => one.Result is { Value: "9", Code: "K" } && one.Row.Reason == AsideReason.Late);
        Assert.Equal(
            0, await bed.CountAsync("SELECT COUNT(*) FROM instrument_aside WHERE sealed LIKE '%999999999999%'"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Judges_a_control_by_its_number_and_puts_a_mere_bound_aside(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K");
        ChangeControls change = new(bed.Door, bed.Main, bed.Custody.Clock);
        string site = bed.Custody.Site.Code;
        long material = await change.AddMaterialAsync(
            site, new(LaboratoryId, "Sérum de contrôle", "Fournisseur", Section.Biochemistry), ActorId.New(), Stop);
        await change.AddLotAsync(
            site, new(material, "L1", new(2030, 1, 1), ControlLotState.InUse, ["CTRL-1"]), ActorId.New(), Stop);

        Received received = await laboratory.SendAsync(
            instrument,
            [
                .. ((string[])["4.1", ">10", "<=4.1", "4,2"]).Select(
                    value => Result("CTRL-1", "K", value) with { IsControl = true }),
            ]);
        Assert.Equal(2, received.Aside);
        Assert.All(received.Reasons, one => Assert.Equal(AsideReason.BadValue, one));
        Assert.Equal(2, await bed.CountAsync("SELECT COUNT(*) FROM control_result WHERE value IN ('4.1', '4.2')"));
        Assert.Equal(2, await bed.CountAsync("SELECT COUNT(*) FROM control_result"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Forgets_old_messages_and_keeps_what_lies_aside(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K");
        await laboratory.SendAsync(instrument, Result("999999999999", "K", "4"));
        DateTimeOffset now = bed.Custody.Clock.GetUtcNow();
        ForgetMessages forget = new(bed.Main);

        Assert.Equal(0, await forget.RunAsync(now + ForgetMessages.Kept, Stop));
        Assert.Equal(1, await forget.RunAsync(now + ForgetMessages.Kept + TimeSpan.FromHours(1), Stop));
        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM instrument_message"));
        Assert.Single(await laboratory.Asides.ListAsync(instrument.Site, LaboratoryId, Stop));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Takes_in_after_all_what_a_person_names_a_tube_for_or_discards_it(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K");
        PatientId patient = (await laboratory.AddPatientsAsync(1))[0];
        SpecimenRow tube = await laboratory.AddTubeAsync(patient, "260000000017", AnalysisStatus.Ready, "K");
        await laboratory.SendAsync(instrument, Result("26O000000017", "K", "4.4"), Result("?", "K", "4.5"));
        IReadOnlyList<OpenedAside> aside = await laboratory.Asides.ListAsync(instrument.Site, LaboratoryId, Stop);
        OpenedAside first = aside.Single(one => one.Result!.Value is "4.4");
        OpenedAside second = aside.Single(one => one.Result!.Value is "4.5");

        Received still = await laboratory.Receive.TakeInAsync(instrument, first, "260000000025", ActorId.New(), Stop);
        Assert.Equal([AsideReason.UnknownTube], still.Reasons);
        Assert.Equal(2, await laboratory.Asides.CountAsync(instrument.Site, LaboratoryId, Stop));

        Assert.Equal(
            1, (await laboratory.Receive.TakeInAsync(instrument, first, tube.Number, ActorId.New(), Stop)).Stored);
        await Assert.ThrowsAsync<NotReceivedException>(
            () => laboratory.Receive.TakeInAsync(instrument, first, tube.Number, ActorId.New(), Stop));
        Assert.True(await laboratory.Asides.DiscardAsync(
            instrument.Site, second.Row.Id, "tube vide", ActorId.New(), bed.Custody.Clock.GetUtcNow(), Stop));
        Assert.Equal(1, await bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.Equal(0, await laboratory.Asides.CountAsync(instrument.Site, LaboratoryId, Stop));
        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM instrument_aside WHERE sealed <> ''"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Finds_a_sensitive_task_by_its_token_and_seals_it_apart(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K", "CD4");
        PatientId patient = (await laboratory.AddPatientsAsync(1))[0];
        SpecimenRow tube = await laboratory.AddTubeAsync(patient, "260000000017", AnalysisStatus.Ready, "K", "CD4*");

        AnalyserOrder order = await laboratory.Orders.RunAsync(instrument, tube.Number, Stop);
        Assert.Equal("CD4 K", string.Join(' ', order.Codes.Order(StringComparer.Ordinal)));
        Assert.True(order.IsUrgent);
        Assert.Equal(1, (await laboratory.SendAsync(instrument, Result(tube.Number, "CD4", "640", "/uL"))).Stored);
        Assert.Equal(1, await bed.CountAsync("SELECT COUNT(*) FROM entry WHERE compartment = 6"));
        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM entry WHERE compartment = 5"));
        Assert.Equal("K", Assert.Single((await laboratory.Orders.RunAsync(instrument, tube.Number, Stop)).Codes));
        Assert.Empty((await laboratory.Orders.RunAsync(instrument with { LaboratoryId = 2 }, tube.Number, Stop)).Codes);
        Assert.Empty((await laboratory.Orders.RunAsync(instrument, "260000000025", Stop)).Codes);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Acknowledges_nothing_while_the_custodian_is_away_and_stores_once_when_it_is_back(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        Instrument instrument = await laboratory.AddInstrumentAsync(null, "K");
        List<PatientId> patients = await laboratory.AddPatientsAsync(2);
        await laboratory.AddTubeAsync(patients[0], "260000000017", AnalysisStatus.Ready, "K");
        SpecimenRow second = await laboratory.AddTubeAsync(patients[1], "260000000025", AnalysisStatus.Ready, "K");
        await laboratory.SendAsync(instrument, Result("260000000017", "K", "4"));
        await bed.Custody.StopAsync();
        await Assert.ThrowsAsync<NotReceivedException>(
            () => laboratory.SendAsync(instrument, Result(second.Number, "K", "5")));
        Assert.Equal(1, await bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
        Assert.Equal(1, await bed.CountAsync("SELECT COUNT(*) FROM instrument_message"));
        await bed.Custody.StartAgainAsync();

        Assert.Equal(1, (await laboratory.SendAsync(instrument, Result(second.Number, "K", "5"))).Stored);
        Assert.Equal(2, await bed.CountAsync("SELECT COUNT(*) FROM observation_run"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Stores_all_of_eight_links_at_once_though_people_move_the_same_tasks(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes laboratory = new(bed);
        List<PatientId> patients = await laboratory.AddPatientsAsync(8);
        List<(Instrument Instrument, SpecimenRow[] Tubes)> links = [];
        for (int link = 0; link < 8; link++)
        {
            List<SpecimenRow> tubes = [];
            for (int i = 0; i < 10; i++)
            {
                tubes.Add(await laboratory.AddTubeAsync(
                    patients[(link + i) % 8], $"26{link:D2}{i:D8}", AnalysisStatus.Ready, "K", "NA", "CL", "CREA"));
            }

            links.Add((await laboratory.AddInstrumentAsync(null, "K", "NA", "CL", "CREA"), [.. tubes]));
        }

        Task<int>[] sending = [.. links.Select(async link =>
        {
            int stored = 0;
            foreach (SpecimenRow tube in link.Tubes)
            {
                stored += (await laboratory.SendAsync(
                    link.Instrument, Result(tube.Number, "K", "4"), Result(tube.Number, "NA", "140"),
                    Result(tube.Number, "CL", "101"), Result(tube.Number, "CREA", "80", "umol/L"))).Stored;
            }

            return stored;
        })];
        Assert.Equal(320, (await Task.WhenAll(sending)).Sum());
        Assert.Equal(320, await bed.CountAsync("SELECT COUNT(*) FROM entry WHERE compartment = 5"));
        Assert.Equal(320, await bed.CountAsync("SELECT COUNT(*) FROM observation_task WHERE status = 3"));
    }
}
