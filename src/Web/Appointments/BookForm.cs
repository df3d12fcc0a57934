using System.Globalization;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Appointments;

/// <summary>
/// A slot as an address or a button carries it: agenda, day, minute, and where it was looked for, how long and which
/// kind. No person; and no discreet kind, as the address goes on to a patient's page.
/// </summary>
public sealed record SlotText(int ScheduleId, DateOnly Day, int Minute, int Minutes = 0, int KindId = 0)
{
    private const int LeastParts = 3;
    private const int MostParts = 5;

    /// <summary>Writes: <c>3.2026-03-02.540</c>, or with length and kind <c>3.2026-03-02.540.20.2</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ScheduleId}.{Day:yyyy-MM-dd}.{Minute}{(Minutes > 0 ? $".{Minutes}" : "")}{(KindId > 0 ? $".{KindId}" : "")}");

    /// <summary>Reads; null for anything else.</summary>
    public static SlotText? Parse(string? text)
    {
        string[] parts = (text ?? "").Split('.');
        int[] numbers =
        [
            .. parts.Where((_, i) => i != 1).Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1),
        ];
        return parts.Length is >= LeastParts and <= MostParts
            && numbers.All(number => number >= 0)
            && Days.Parse(parts[1]) is { } day
            && numbers[1] < Interval.DayMinutes
            && numbers.ElementAtOrDefault(2) <= AgendaSetup.MaxMinutes
                ? new(numbers[0], day, numbers[1], numbers.ElementAtOrDefault(2), numbers.ElementAtOrDefault(3))
                : null;
    }

    /// <summary>Fills a form with it; what it does not say stays.</summary>
    public void Fill(FormState form)
    {
        (form["schedule"], form["day"], form["time"]) = ToFields();
        if (Minutes > 0)
        {
            form["minutes"] = Minutes.ToString(CultureInfo.InvariantCulture);
        }

        if (KindId > 0)
        {
            form["kind"] = KindId.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Its fields in a form.</summary>
    public (string Schedule, string Day, string Time) ToFields() =>
        (ScheduleId.ToString(CultureInfo.InvariantCulture), Days.ToText(Day), Clock(Minute));

    /// <summary>A minute as a time field holds it.</summary>
    public static string Clock(int minute) =>
        string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}

/// <summary>Reads the form that books: kind, agenda, time, series, note.</summary>
internal static class BookForm
{
    /// <summary>The field that says what the form is sent for.</summary>
    public const string StepText = FormState.StepField;

    /// <summary>What a button that chooses a slot says before the slot.</summary>
    public const string Pick = "pick:";

    private const int MostWeeks = 26;

    /// <summary>The slot of a button; null for other steps.</summary>
    public static SlotText? SlotOf(string step) =>
        step.StartsWith(Pick, StringComparison.Ordinal) ? SlotText.Parse(step[Pick.Length..]) : null;

    /// <summary>A number typed; null for none.</summary>
    public static int? Number(FormState form, string field) =>
        int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>How long: as typed, else as the kind says, else the agenda's step.</summary>
    public static int Minutes(FormState form, AgendaSetup setup) =>
        Number(form, "minutes")
        ?? setup.KindOf(Number(form, "kind") ?? 0)?.Minutes
        ?? setup.ScheduleOf(Number(form, "schedule") ?? 0)?.StepMinutes
        ?? 15;

    /// <summary>The request that the form states; null with each wrong field marked.</summary>
    public static BookingRequest? Read(
        FormState form, AgendaSetup setup, CustodyProtocol.PatientId patient, WaitingRow? waiting, Visitor me)
    {
        Schedule? schedule = setup.ScheduleOf(Number(form, "schedule") ?? 0);
        ConsultationKind? kind = ReadKind(form, setup, schedule, me);
        if (schedule is not { IsActive: true })
        {
            form.Refuse("schedule", me.Texts["agenda.scheduleWrong"]);
        }

        DateOnly? day = Days.Parse(form["day"]);
        if (day is null || day < me.Today || day > me.Today.AddDays(AgendaSetup.MaxDaysAhead))
        {
            form.Refuse("day", me.Texts["agenda.dayWrong"]);
        }

        int? minute = HoursText.ParseClock(form["time"]);
        if (minute is null)
        {
            form.Refuse("time", me.Texts["agenda.timeWrong"]);
        }

        int minutes = Minutes(form, setup);
        if (minutes is < AgendaSetup.CellMinutes or > AgendaSetup.MaxMinutes || minutes % AgendaSetup.CellMinutes != 0)
        {
            form.Refuse("minutes", me.Texts["agenda.minutesWrong"]);
        }

        CheckNote(form, me);
        IReadOnlyList<BookedTime> times = form.Errors.Count > 0
            ? []
            : Series(form, new(day!.Value, new(minute!.Value, minute.Value + minutes)), me);
        return form.Errors.Count > 0
            ? null
            : new()
            {
                Patient = patient,
                Times = times,
                ScheduleId = schedule!.ScheduleId,
                RoomId = Number(form, "room") ?? 0,
                KindId = kind?.KindId ?? 0,
                Note = form.Optional("note"),
                Overbooks = form["over"].Length > 0,
                Waiting = waiting,
            };
    }

    /// <summary>Refuses a note that is too long.</summary>
    public static void CheckNote(FormState form, Visitor me)
    {
        if (form["note"].Length > AppointmentResource.MaxNoteCharacters)
        {
            form.Refuse("note", me.Texts.Fill("agenda.noteLong", AppointmentResource.MaxNoteCharacters));
        }
    }

    /// <summary>The agendas that would do: the one chosen, or all that offer the kind.</summary>
    public static IReadOnlyList<Schedule> Candidates(FormState form, AgendaSetup setup)
    {
        if (setup.ScheduleOf(Number(form, "schedule") ?? 0) is { IsActive: true } chosen)
        {
            return [chosen];
        }

        ConsultationKind? kind = setup.KindOf(Number(form, "kind") ?? 0);
        return
        [
            .. setup.Schedules.Where(one => one.IsActive
                && (kind?.IsOfferedBy(one) ?? (one.Kind == ScheduleKind.Practitioner))),
        ];
    }

    /// <summary>The part of the day that is wanted.</summary>
    public static DayParts Parts(FormState form) => form["part"] switch
    {
        "morning" => DayParts.Morning,
        "afternoon" => DayParts.Afternoon,
        _ => DayParts.Both,
    };

    private static ConsultationKind? ReadKind(FormState form, AgendaSetup setup, Schedule? schedule, Visitor me)
    {
        ConsultationKind? kind = setup.KindOf(Number(form, "kind") ?? 0);
        if (kind is not { IsActive: true })
        {
            form.Refuse("kind", me.Texts["agenda.kindWrong"]);
        }
        else if (schedule is not null && !kind.IsOfferedBy(schedule))
        {
            form.Refuse("kind", me.Texts["agenda.kindNotOffered"]);
        }

        return kind;
    }

    private static List<BookedTime> Series(FormState form, BookedTime first, Visitor me)
    {
        int count = Number(form, "count") ?? 1;
        int weeks = Number(form, "weeks") ?? 1;
        if (count is < 1 or > BookAppointment.MaxTimes)
        {
            form.Refuse("count", me.Texts.Fill("agenda.countWrong", BookAppointment.MaxTimes));
            return [];
        }

        if (weeks is < 1 or > MostWeeks)
        {
            form.Refuse("weeks", me.Texts["agenda.weeksWrong"]);
            return [];
        }

        return [.. Enumerable.Range(0, count).Select(i => first with { Day = first.Day.AddDays(7 * weeks * i) })];
    }
}
