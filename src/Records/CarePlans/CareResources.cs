using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Entries;
using FhirTask = Serment.Fhir.Task;

namespace Serment.Records.CarePlans;

/// <summary>
/// A planned care as FHIR R4 CarePlan (<see href="http://hl7.org/fhir/R4/careplan.html"/>) with one activity and its
/// timing; what became of each time as Task based on it.
/// </summary>
internal static class CareResources
{
    private const string MissedSystem = "urn:serment:fhir:care-result";
    private const string MissedCode = "missed";
    private const string ReasonUrl = "urn:serment:fhir:stop-reason";

    public static CarePlan Plan(
        PatientId patient, string title, CareSchedule schedule, ActorId author, DateTimeOffset now) => new()
        {
            Status = "active",
            Intent = "plan",
            Title = title,
            Subject = Subject(patient),
            Created = Instant(now),
            Author = Staff(author),
            Activity =
            [
                new()
                {
                    Detail = new()
                    {
                        Status = "scheduled",
                        Code = new() { Text = title },
                        ScheduledTiming = TimingOf(schedule),
                    },
                },
            ],
        };

    public static CarePlan Stopped(CarePlan plan, bool isComplete, string? reason)
    {
        plan.Status = isComplete ? "completed" : "revoked";
        if (reason is not null)
        {
            (plan.Extension ??= []).Add(new() { Url = ReasonUrl, ValueString = reason });
        }

        return plan;
    }

    public static FhirTask Record(PatientId patient, CareRecord record) => new()
    {
        Status = record.Result == CareResult.Done ? "completed" : "failed",
        StatusReason = record.Result switch
        {
            CareResult.Missed => new() { Coding = [new() { System = MissedSystem, Code = MissedCode }] },
            CareResult.NotDone => new() { Text = record.Reason },
            _ => null,
        },
        Intent = "order",
        BasedOn = [new() { ReferenceValue = $"CarePlan/{record.Action}" }],
        For = Subject(patient),
        ExecutionPeriod = new() { Start = Instant(record.Due) },
        LastModified = Instant(record.At),
        Owner = Staff(record.By),
    };

    public static CareAction? Read(CurrentEntry<CarePlan> entry)
    {
        CarePlan plan = entry.Resource;
        Timing? timing = plan.Activity is { Count: > 0 } all ? all[0].Detail?.ScheduledTiming : null;
        return timing is not null && ScheduleOf(timing) is { } schedule
            ? new(
                entry.Version, plan.Title ?? "", schedule, plan.Status is "active", entry.Author,
                DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs),
                plan.Extension?.Find(one => one.Url is ReasonUrl)?.ValueString)
            : null;
    }

    public static CareRecord? Read(CurrentEntry<FhirTask> entry)
    {
        FhirTask task = entry.Resource;
        string based = task.BasedOn is { Count: > 0 } all ? all[0].ReferenceValue ?? "" : "";
        return based.StartsWith("CarePlan/", StringComparison.Ordinal)
            && EntryId.TryParse(based["CarePlan/".Length..], out EntryId action)
            && TimeOf(task.ExecutionPeriod?.Start) is { } due
                ? new(
                    action, due,
                    task.Status is "completed" ? CareResult.Done
                        : task.StatusReason?.Coding?.Exists(one => one.Code is MissedCode) == true ? CareResult.Missed
                        : CareResult.NotDone,
                    entry.Author, DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs),
                    task.StatusReason?.Text)
                : null;
    }

    private static Timing TimingOf(CareSchedule schedule) => new()
    {
        Event = [Instant(schedule.Start)],
        Repeat = schedule.Rhythm == CareRhythm.Once
            ? new() { Count = 1 }
            : new()
            {
                Frequency = 1,
                Period = FhirDecimal.Parse(schedule.Every.ToString(CultureInfo.InvariantCulture)),
                PeriodUnit = schedule.Rhythm == CareRhythm.Hours ? "h" : "d",
                TimeOfDay = schedule.TimesOfDay.Count == 0
                    ? null
                    : [.. schedule.TimesOfDay.Select(at => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture))],
            },
    };

    private static CareSchedule? ScheduleOf(Timing timing)
    {
        if (TimeOf(timing.Event is { Count: > 0 } events ? events[0] : null) is not { } start)
        {
            return null;
        }

        int every = int.TryParse(
            timing.Repeat?.Period?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int period)
            ? period
            : 1;
        List<TimeOnly> times = [];
        foreach (string? text in timing.Repeat?.TimeOfDay ?? [])
        {
            if (TimeOnly.TryParseExact(text, "HH:mm:ss", out TimeOnly at))
            {
                times.Add(at);
            }
        }

        CareRhythm rhythm = timing.Repeat?.PeriodUnit switch
        {
            "h" => CareRhythm.Hours,
            "d" => CareRhythm.Days,
            _ => CareRhythm.Once,
        };
        CareSchedule schedule = new(rhythm, every, times, start);
        return schedule.IsValid ? schedule : null;
    }

    private static Reference Subject(PatientId patient) => new() { ReferenceValue = $"Patient/{patient}" };

    private static Reference Staff(ActorId actor) => new() { ReferenceValue = $"Practitioner/{actor}" };

    private static string Instant(DateTimeOffset time) =>
        time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParseExact(
            text, "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? time
            : null;
}
