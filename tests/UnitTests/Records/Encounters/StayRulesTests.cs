using Serment.CustodyProtocol;
using Serment.Records.Encounters;

namespace Serment.UnitTests.Records.Encounters;

public sealed class StayRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);
    private static readonly ActorId Desk = new(1);

    // Commands of a case: "HH:mm kind [place|physician]"; "x n" cancels the n-th command.
    // Places: unit letter and bed number; "M0" is the unit without a bed.
    [Theory]
    [InlineData("08:00 admission M1", "", "M1@08:00-")]
    [InlineData("08:00 arrival U0", "", "U0@08:00-")]
    [InlineData("08:00 admission M1, 09:00 transfer M2", "", "M1@08:00-09:00 M2@09:00-")]
    [InlineData("08:00 admission M1, 10:00 transfer M3, 09:00 transfer M2", "",
        "M1@08:00-09:00 M2@09:00-10:00 M3@10:00-")]
    [InlineData("08:00 admission M1, 12:00 discharge, 09:00 transfer M2", "", "M1@08:00-09:00 M2@09:00-12:00")]
    [InlineData("08:00 admission M1, 09:00 transfer M2, x 2", "", "M1@08:00-")]
    [InlineData("08:00 admission M1, 12:00 discharge, x 2", "", "M1@08:00-")]
    [InlineData("08:00 admission M1, 09:00 leave, 11:00 return", "", "M1@08:00-09:00 M1~@09:00-11:00 M1@11:00-")]
    [InlineData("08:00 admission M1, 09:00 leave, x 2", "", "M1@08:00-")]
    [InlineData("08:00 admission M1, 09:00 leave, 11:00 return, x 3", "", "M1@08:00-09:00 M1~@09:00-")]
    [InlineData("08:00 arrival U0, 09:00 transfer U1, 11:00 admission M1", "",
        "U0@08:00-09:00 U1@09:00-11:00 M1@11:00-")]
    [InlineData("08:00 arrival U0, 11:00 admission M1, x 2", "", "U0@08:00-")]
    [InlineData("08:00 admission M1, 09:00 death", "", "M1@08:00-09:00")]
    [InlineData("20:00 preadmission M1", "", "")]
    [InlineData("20:00 preadmission M1, 08:00 admission M1", "", "M1@08:00-")]
    [InlineData("20:00 preadmission M1, 08:00 admission M1, x 2", "", "")]
    [InlineData("08:00 admission M1, 09:00 leave, 10:00 discharge", "", "M1@08:00-09:00 M1~@09:00-10:00")]
    [InlineData("08:00 transfer M1", "NotBegun", "")]
    [InlineData("08:00 discharge", "NotBegun", "")]
    [InlineData("08:00 admission M1, 07:00 transfer M2", "NotBegun", "M1@08:00-")]
    [InlineData("08:00 admission M1, 09:00 admission M2", "AlreadyBegun", "M1@08:00-")]
    [InlineData("08:00 admission M1, 09:00 arrival U0", "AlreadyBegun", "M1@08:00-")]
    [InlineData("08:00 admission M1, 07:00 arrival U0", "", "U0@07:00-08:00 M1@08:00-")]
    [InlineData("08:00 admission M1, 08:00 transfer M2", "SameTime", "M1@08:00-")]
    [InlineData("08:00 admission M1, 09:00 transfer M1", "AlreadyThere", "M1@08:00-")]
    [InlineData("08:00 admission M1, 10:00 transfer M2, 09:00 transfer M2", "AlreadyThere", "M1@08:00-10:00 M2@10:00-")]
    [InlineData("08:00 admission M1, 12:00 discharge, 13:00 transfer M2", "AlreadyOver", "M1@08:00-12:00")]
    [InlineData("08:00 admission M1, 12:00 discharge, 14:00 discharge", "AlreadyOver", "M1@08:00-12:00")]
    [InlineData("08:00 admission M1, 12:00 discharge, 09:00 death", "AlreadyOver", "M1@08:00-12:00")]
    [InlineData("08:00 admission M1, 09:00 leave, 10:00 transfer M2", "IsAway", "M1@08:00-09:00 M1~@09:00-")]
    [InlineData("08:00 admission M1, 09:00 leave, 10:00 leave", "IsAway", "M1@08:00-09:00 M1~@09:00-")]
    [InlineData("08:00 admission M1, 09:00 return", "NotAway", "M1@08:00-")]
    [InlineData("08:00 arrival U1, 09:00 leave", "NotAdmitted", "U1@08:00-")]
    [InlineData("08:00 admission M1, 09:00 physician 7, 10:00 physician 7", "AlreadyResponsible",
        "M1@08:00-09:00 M1@09:00-")]
    [InlineData("08:00 admission M1, 09:00 physician", "PhysicianMissing", "M1@08:00-")]
    [InlineData("08:00 admission", "PlaceMissing", "")]
    [InlineData("08:00 admission M1, 19:00 transfer M2", "InFuture", "M1@08:00-")]
    [InlineData("08:00 admission M1, 09:00 transfer M2, x 1", "StillNeeded", "M1@08:00-09:00 M2@09:00-")]
    [InlineData("08:00 arrival U0, 09:00 admission M1, x 1", "StillNeeded", "U0@08:00-09:00 M1@09:00-")]
    [InlineData("08:00 admission M1, 09:00 leave, 10:00 return, x 2", "StillNeeded",
        "M1@08:00-09:00 M1~@09:00-10:00 M1@10:00-")]
    [InlineData("08:00 admission M1, 09:00 transfer M2, 10:00 transfer M1, x 2", "StillNeeded",
        "M1@08:00-09:00 M2@09:00-10:00 M1@10:00-")]
    [InlineData("08:00 admission M1, x 1, x 1", "NothingToCancel", "")]
    public void Accepts_what_leaves_the_history_whole(string commands, string refusal, string history)
    {
        Stay stay = Stay.Empty;
        MovementRefusal last = MovementRefusal.None;
        foreach (string command in commands.Split(", "))
        {
            StayDecision decision = Run(stay, command);
            last = decision.Why;
            stay = decision.Stay ?? stay;
        }

        Assert.Equal(refusal.Length == 0 ? MovementRefusal.None : Enum.Parse<MovementRefusal>(refusal), last);
        Assert.Equal(history, string.Join(' ', stay.History.Stretches.Select(Text)));
    }

    [Fact]
    public void Nobody_is_in_two_stays_at_a_time()
    {
        Stay first = Of("08:00 admission M1, 12:00 discharge");
        Assert.Equal(MovementRefusal.OtherStay, Run(Stay.Empty, "11:59 admission M2", first).Why);
        Assert.Equal(MovementRefusal.None, Run(Stay.Empty, "12:00 admission M2", first).Why);

        Stay second = Run(Stay.Empty, "13:00 admission M2", first).Stay!;
        Assert.Equal(
            MovementRefusal.OtherStay,
            StayRules.Cancel(first, first.Movements[1].Id, Desk, [second], Now).Why);
    }

    [Fact]
    public void Names_the_movement_that_stands_in_the_way()
    {
        Stay stay = Of("08:00 admission M1, 10:00 transfer M2");
        StayDecision decision = Run(stay, "09:00 transfer M2");
        Assert.Equal(stay.Movements[1].Id, decision.At!.Id);
        Assert.Null(Run(stay, "11:00 transfer M2").At);
    }

    [Fact]
    public void A_year_and_a_day_is_too_late_to_write_down_and_200_movements_are_enough()
    {
        Movement old = Parse("08:00 admission M1", 1) with { At = Now.AddDays(-367) };
        Assert.Equal(MovementRefusal.TooLongAgo, StayRules.Add(Stay.Empty, old, [], Now).Why);

        Stay full = Stay.Empty with
        {
            Movements =
            [
                .. Enumerable.Range(0, Stay.MaxMovements).Select(i => Parse("08:00 admission M1", i + 1) with
                {
                    CancelledAt = Now, CancelledBy = Desk,
                }),
            ],
        };
        Assert.Equal(MovementRefusal.TooMany, Run(full, "08:00 admission M1").Why);
    }

    [Theory]
    [InlineData("08:00 admission M1", 0, MovementRefusal.None)]
    [InlineData("08:00 admission M1", -1, MovementRefusal.LeavesBefore)]
    [InlineData("20:00 preadmission M1", 0, MovementRefusal.None)]
    [InlineData("20:00 preadmission M1", -1, MovementRefusal.LeavesBefore)]
    [InlineData("08:00 admission M1", null, MovementRefusal.None)]
    public void Nobody_is_planned_to_leave_before_she_comes(string commands, int? days, MovementRefusal refusal)
    {
        DateOnly? leaves = days is { } after ? DateOnly.FromDateTime(Now.UtcDateTime).AddDays(after) : null;
        Assert.Equal(refusal, StayRules.Plan(new(Of(commands), MovementRefusal.None), leaves).Why);
    }

    [Theory]
    [InlineData("20:00 preadmission M1", StayStatus.Planned)]
    [InlineData("08:00 admission M1", StayStatus.Present)]
    [InlineData("08:00 admission M1, 09:00 leave", StayStatus.Away)]
    [InlineData("08:00 admission M1, 09:00 death", StayStatus.Finished)]
    [InlineData("08:00 admission M1, x 1", StayStatus.Cancelled)]
    [InlineData("20:00 preadmission M1, 08:00 admission M1, x 2", StayStatus.Planned)]
    public void Tells_where_the_stay_stands(string commands, StayStatus status) =>
        Assert.Equal(status, Of(commands).History.Status);

    [Theory]
    [InlineData(MovementKind.PreAdmission, false, "A05", "A38")]
    [InlineData(MovementKind.Arrival, false, "A04", "A11")]
    [InlineData(MovementKind.Admission, false, "A01", "A11")]
    [InlineData(MovementKind.Admission, true, "A06", "A07")]
    [InlineData(MovementKind.Transfer, false, "A02", "A12")]
    [InlineData(MovementKind.Physician, false, "A54", "A55")]
    [InlineData(MovementKind.Leave, false, "A21", "A52")]
    [InlineData(MovementKind.Return, false, "A22", "A53")]
    [InlineData(MovementKind.Discharge, false, "A03", "A13")]
    [InlineData(MovementKind.Death, false, "A03", "A13")]
    public void Bears_the_events_of_PAM(MovementKind kind, bool afterArrival, string announced, string cancelled)
    {
        Assert.Equal(announced, PamEvents.Of(kind, afterArrival));
        Assert.Equal(cancelled, PamEvents.CancelOf(kind, afterArrival));
    }

    internal static Stay Of(string commands)
    {
        Stay stay = Stay.Empty;
        foreach (string command in commands.Split(", "))
        {
            StayDecision decision = Run(stay, command);
            Assert.Equal(MovementRefusal.None, decision.Why);
            stay = decision.Stay!;
        }

        return stay;
    }

    private static StayDecision Run(Stay stay, string command, params IReadOnlyList<Stay> others) =>
        command.StartsWith('x')
            ? StayRules.Cancel(
                stay, stay.Movements[int.Parse(command[2..], System.Globalization.CultureInfo.InvariantCulture) - 1].Id,
                Desk, others, Now)
            : StayRules.Add(stay, Parse(command, stay.Movements.Count + 1), others, Now);

    private static Movement Parse(string command, int number)
    {
        string[] words = command.Split(' ');
        MovementKind kind = Enum.Parse<MovementKind>(
            words[1] is "preadmission" ? nameof(MovementKind.PreAdmission) : words[1], ignoreCase: true);
        string? what = words.Length > 2 ? words[2] : null;
        return new()
        {
            Id = number,
            Kind = kind,
            At = new(Now.Date + TimeSpan.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero),
            EnteredAt = Now.AddSeconds(number),
            EnteredBy = Desk,
            Class = kind == MovementKind.Arrival ? StayClass.Emergency : StayClass.Inpatient,
            Place = what is null || kind == MovementKind.Physician
                ? null
                : new(what[0], what[1] == '0' ? null : what[1] - '0', what),
            Physician = what is not null && kind == MovementKind.Physician ? new ActorId(what[0]) : null,
        };
    }

    private static string Text(StayStretch stretch) =>
        $"{stretch.Place.Label}{(stretch.IsAway ? "~" : "")}@{stretch.From:HH:mm}-{stretch.Until:HH:mm}";
}
