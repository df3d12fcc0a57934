using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Encounters;
using Serment.Records.Medications;
using Serment.UnitTests.Records.Encounters;

namespace Serment.UnitTests.Records.Medications;

public sealed class PlanOfDaysTests
{
    private static readonly TimeZoneInfo Paris = EstablishmentTime.Zone;
    private static readonly PatientId Patient = new(7);
    private static readonly EntryId Line = new(11);
    private static readonly ActorId Nurse = new(3);
    private static readonly ActorId Other = new(4);

    [Fact]
    public void A_dose_that_is_put_off_is_shown_again_at_its_new_time_and_missed_when_that_passes()
    {
        GivenDose postponed = Noted(At(8), DoseOutcome.Postponed) with { PostponedTo = At(11) };
        Assert.Equal(["08:00 Noted", "11:00 Due"], Slots(At(11, 30), postponed));
        Assert.Equal(["08:00 Noted", "11:00 Missed"], Slots(At(12, 1), postponed));
        Assert.Equal(["08:00 Noted", "11:00 Noted"], Slots(At(12, 1), postponed, Noted(At(11))));
    }

    [Fact]
    public void A_dose_that_is_put_off_keeps_its_quantity()
    {
        GivenDose postponed = Noted(At(8), DoseOutcome.Postponed) with
        {
            PostponedTo = At(11), Quantity = 0.5m, Unit = "tablet",
        };
        PlanSlot again = PlanOfDays.Of([ChartLine()], [postponed], At(0), At(13), At(9), Paris, [])[^1];
        Assert.Equal((0.5m, "tablet"), (again.Dose.Quantity, again.Dose.Unit));
    }

    [Fact]
    public void A_note_that_is_taken_back_opens_its_dose_and_takes_the_later_one_with_it()
    {
        GivenDose postponed = Noted(At(8), DoseOutcome.Postponed) with { PostponedTo = At(11) };
        OpenedEntry stored = Stored(GivenDoses.Write(postponed, Patient, Nurse, Paris), 1, At(8), Nurse);
        GivenDose before = Assert.Single(GivenDoses.Of([stored]));
        OpenedEntry corrected = Stored(
            GivenDoses.Correct(
                GivenDoses.Write(postponed, Patient, Nurse, Paris), before,
                new(CorrectionReason.ByMistake, before.At, Comment: "autre patient"), Paris),
            2, At(9), Other);

        Assert.Empty(GivenDoses.Of([corrected]));
        GivenDose wrong = Assert.Single(GivenDoses.All([corrected]));
        Assert.True(wrong.IsInError);
        Assert.Equal(DoseOutcome.Postponed, wrong.Outcome);
        Assert.Equal((Nurse, At(8)), wrong.Noted);
        Assert.Equal(new(CorrectionReason.ByMistake, "autre patient", Other, At(9)), wrong.Corrected);
        Assert.Equal(["08:00 Due"], Slots(At(8, 30), [.. GivenDoses.Of([corrected])]));
    }

    [Fact]
    public void A_corrected_time_and_quantity_hold_and_who_noted_first_stays_known()
    {
        GivenDose given = Noted(At(8)) with { Quantity = 1, Unit = "tablet" };
        MedicationAdministration resource = GivenDoses.Write(given, Patient, Nurse, Paris);
        GivenDose before = GivenDoses.Of([Stored(resource, 1, At(8, 5), Nurse)])[0];
        GivenDoses.Correct(resource, before, new(CorrectionReason.WrongDose, At(7, 50), 2), Paris);
        GivenDose after = Assert.Single(GivenDoses.Of([Stored(resource, 2, At(10), Other)]));

        Assert.Equal((At(7, 50), 2m, "tablet"), (after.At, after.Quantity, after.Unit));
        Assert.Equal((Nurse, At(8, 5)), after.Noted);
        Assert.False(after.IsLate);
        Assert.Equal(Other, after.Corrected?.By);

        // Corrected once more: still known from the first.
        GivenDoses.Correct(resource, after, new(CorrectionReason.WrongTime, At(7, 55), 2), Paris);
        GivenDose last = GivenDoses.Of([Stored(resource, 3, At(11), Nurse)])[0];
        Assert.Equal((Nurse, At(8, 5)), last.Noted);
        Assert.Equal(CorrectionReason.WrongTime, last.Corrected?.Reason);
    }

    [Fact]
    public void What_is_due_on_leave_or_after_the_stay_is_not_missed()
    {
        IReadOnlyList<Absence> leave = Absences.Of(
            StayRulesTests.Of("06:00 admission M1, 06:30 leave, 09:00 return").History);
        Assert.Equal(["08:00 Away"], Slots(At(12), leave, At(7)));
        IReadOnlyList<Absence> gone = Absences.Of(StayRulesTests.Of("06:00 admission M1, 06:30 discharge").History);
        Assert.Equal(["08:00 Away"], Slots(At(12), gone, At(6)));

        // What somebody signs after the end of a stay belongs to what follows.
        Assert.Equal(["08:00 Missed"], Slots(At(12), gone, At(7, 50)));
    }

    private static string[] Slots(DateTimeOffset now, params GivenDose[] given) =>
        [.. PlanOfDays.Of([ChartLine()], given, At(0), At(13), now, Paris, []).Select(Text)];

    private static string[] Slots(DateTimeOffset now, IReadOnlyList<Absence> absences, DateTimeOffset signed) =>
        [.. PlanOfDays.Of([ChartLine(signed)], [], At(0), At(13), now, Paris, absences).Select(Text)];

    private static string Text(PlanSlot slot) =>
        $"{TimeZoneInfo.ConvertTime(slot.Dose.Due, Paris):HH:mm} {slot.State}";

    private static GivenDose Noted(DateTimeOffset planned, DoseOutcome outcome = DoseOutcome.Given) =>
        new(Line, planned, outcome, planned, null, null, NotGivenReason.None, null, null, "DOLIPRANE");

    private static ChartLine ChartLine(DateTimeOffset? signed = null)
    {
        PrescriptionLine line = Lines.Line(Lines.Step(DayMoments.Morning));
        MedicationRequest resource = LineResource.Draft(line, ["1 comprimé le matin"], Patient, Other, null, Paris);
        LineResource.Sign(resource, Other, signed ?? At(7, 30), "group", LineSetting.Ward, []);
        return new(new(new(Patient, Line, 2), resource, At(7, 30).ToUnixTimeMilliseconds(), Other), line);
    }

    private static OpenedEntry Stored(
        MedicationAdministration resource, int version, DateTimeOffset at, ActorId by) =>
        new(
            Patient, new(21), version, Compartment.Clinical, ResourceType.Of(nameof(MedicationAdministration)),
            at.ToUnixTimeMilliseconds(), by, 0, FhirJson.ToBytes(resource));

    private static DateTimeOffset At(int hour, int minute = 0) =>
        new(2026, 3, 2, hour, minute, 0, TimeSpan.FromHours(1));
}
