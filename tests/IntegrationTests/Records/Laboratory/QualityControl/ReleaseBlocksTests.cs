using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.QualityControl;

namespace Serment.IntegrationTests.Records.Laboratory.QualityControl;

public sealed class ReleaseBlocksTests
{
    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_rejected_control_blocks_until_somebody_acted_and_a_good_one_came(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        Assert.Equal(ControlStanding.NotControlled, (await bed.StatusAsync()).Standing);
        DateTimeOffset before = bed.Now.AddMinutes(-60);
        await bed.MeasureAsync(1, 4.05m, before);
        ControlAdded bad = await bed.MeasureAsync(1, 4.31m, bed.Now.AddMinutes(-50));

        Assert.Equal(ControlVerdict.Rejected, bad.Verdict);
        ControlStatus blocked = await bed.StatusAsync();
        Assert.Equal(ControlStanding.Rejected, blocked.Standing);
        Assert.Equal(["1-3s"], blocked.Block!.Rules);
        Assert.Equal(before.ToUnixTimeMilliseconds(), blocked.LastGoodAt?.ToUnixTimeMilliseconds());

        // A good one alone frees nothing; nor does a good one of the other level.
        await bed.MeasureAsync(2, 6.02m, bed.Now.AddMinutes(-45));
        await bed.MeasureAsync(1, 4.02m, bed.Now.AddMinutes(-40));
        Assert.True((await bed.StatusAsync()).Block is { WaitsForAction: true, WaitsForGood: false });

        Assert.True(await bed.ActAsync(bad.ResultId));
        ControlStatus free = await bed.StatusAsync();
        Assert.Null(free.Block);
        Assert.Equal(ControlStanding.Good, free.Standing);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_action_waits_for_a_good_control_of_the_same_level(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        ControlAdded bad = await bed.MeasureAsync(1, 4.31m, bed.Now.AddMinutes(-50));
        await bed.ActAsync(bad.ResultId);
        await bed.MeasureAsync(2, 6.0m, bed.Now.AddMinutes(-40));
        Assert.NotNull((await bed.StatusAsync()).Block);

        // Rejected once more: what was done did not help, and the next action is wanted too.
        ControlAdded again = await bed.MeasureAsync(1, 4.35m, bed.Now.AddMinutes(-30));
        await bed.MeasureAsync(1, 4.01m, bed.Now.AddMinutes(-20));
        Assert.True((await bed.StatusAsync()).Block is { WaitsForAction: true });

        // The old result's action does not count for the new one.
        await bed.ActAsync(bad.ResultId);
        Assert.NotNull((await bed.StatusAsync()).Block);
        await bed.ActAsync(again.ResultId);
        Assert.Null((await bed.StatusAsync()).Block);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_lot_proves_something_until_midnight_of_its_last_day_where_the_establishment_is(
        DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);

        // Half past midnight in Paris is still the day before in Greenwich.
        DateTime today = EstablishmentTime.Local(bed.Now).Date;
        DateTimeOffset past = new(today.AddMinutes(30), EstablishmentTime.Zone.GetUtcOffset(today));
        IReadOnlyList<long> last = (await bed.AddLotAsync(
            bed.Material, "L0", DateOnly.FromDateTime(today).AddDays(-1), ControlLotState.InUse, "NIV0"))!;
        await bed.SetTargetAsync(last[0], 4.0m, 0.1m);
        ControlAdded bad = await bed.MeasureAsync(last[0], 4.31m, past.AddHours(-3));
        await bed.ActAsync(bad.ResultId);

        Assert.Equal(ControlVerdict.Good, (await bed.MeasureAsync(last[0], 4.0m, past)).Verdict);
        Assert.True((await bed.StatusAsync()).Block is { WaitsForGood: true });
        await bed.MeasureAsync(last[0], 4.0m, past.AddHours(-1));
        Assert.Null((await bed.StatusAsync()).Block);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_overdue_control_blocks_where_the_plan_says_so(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        ControlPlan plan = ControlPlan.Unset(ControlBed.Instrument, ControlBed.Potassium) with
        {
            EveryMinutes = 480, Levels = 2, BlocksOverdue = true,
        };
        await bed.Change.SetPlanAsync(bed.Site, plan, ControlBed.Somebody, CancellationToken.None);
        Assert.Equal(ControlStanding.Overdue, (await bed.StatusAsync()).Standing);

        await bed.MeasureAsync(1, 4.0m);
        Assert.NotNull((await bed.StatusAsync()).Block);
        await bed.MeasureAsync(2, 6.0m);
        Assert.Null((await bed.StatusAsync()).Block);
        Assert.NotNull((await bed.StatusAsync(bed.Now.AddMinutes(481))).Block);

        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.Change.SetPlanAsync(
            bed.Site, plan with { BlocksOverdue = false }, ControlBed.Somebody, CancellationToken.None);
        ControlStatus late = await bed.StatusAsync(bed.Now.AddMinutes(481));
        Assert.Equal(ControlStanding.Overdue, late.Standing);
        Assert.Null(late.Block);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Rules_look_across_levels_and_start_anew_after_a_calibration(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        DateTimeOffset first = bed.Now.AddHours(-50);
        for (int run = 0; run < 4; run++)
        {
            await bed.MeasureAsync(1, 4.02m, first.AddHours(run));
            await bed.MeasureAsync(2, 6.02m, first.AddHours(run).AddMinutes(1));
        }

        await bed.MeasureAsync(1, 4.02m, first.AddHours(5));
        ControlAdded tenth = await bed.MeasureAsync(2, 6.02m, first.AddHours(5).AddMinutes(1));
        Assert.Equal([new(WestgardRule.TenX, RuleSeverity.Reject)], tenth.Violations);

        // Measuring once more changes nothing of a shift; calibrating does.
        await bed.ActAsync(tenth.ResultId, ControlMeasure.Repeated);
        ControlAdded repeated = await bed.MeasureAsync(2, 6.02m, first.AddHours(6));
        Assert.Equal(ControlVerdict.Rejected, repeated.Verdict);
        await bed.ActAsync(repeated.ResultId);
        Assert.Equal(ControlVerdict.Good, (await bed.MeasureAsync(2, 6.02m, bed.Now.AddMinutes(1))).Verdict);
        Assert.Null((await bed.StatusAsync()).Block);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Stores_a_control_once_and_judges_only_lots_in_use(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        DateTimeOffset at = bed.Now;
        Assert.Equal(ControlStored.Stored, (await bed.MeasureAsync(1, 4.05m, at)).State);
        Assert.Equal(ControlStored.Repeated, (await bed.MeasureAsync(1, 4.05m, at)).State);
        Assert.Equal(ControlStored.UnknownLevel, (await bed.MeasureAsync(99L, 4.05m, at)).State);
        Assert.Equal(ControlStored.OutOfBounds, (await bed.MeasureAsync(1, 4m, at.AddHours(1))).State);
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM control_result"));

        Assert.Null(await bed.AddLotAsync("L2", ControlLotState.Parallel, "NIV1", "NIV2"));
        IReadOnlyList<long> next = (await bed.AddLotAsync("L2", ControlLotState.Parallel, "NIV1B", "NIV2B"))!;
        await bed.SetTargetAsync(next[0], 4.0m, 0.1m);
        Assert.Equal(ControlVerdict.NotJudged, (await bed.MeasureAsync(next[0], 9m)).Verdict);
        Assert.Null((await bed.StatusAsync()).Block);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_controls_at_once_are_judged_one_after_the_other(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        DateTimeOffset at = bed.Now.AddMinutes(-30);

        ControlAdded[] both = await Task.WhenAll(
            Task.Run(() => bed.MeasureAsync(1, 4.25m, at)), Task.Run(() => bed.MeasureAsync(2, 6.5m, at)));

        // Whichever came second found the first beyond the same limit.
        Assert.Single(both, one => one.Verdict == ControlVerdict.Rejected);
        Assert.NotNull((await bed.StatusAsync()).Block);
    }
}
