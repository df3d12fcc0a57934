using System.Globalization;
using Serment.Fhir;

namespace Serment.Records.Medications;

/// <summary>
/// The steps of a dosage as FHIR's Dosage: steps given together share a sequence number; each has its own period, whose
/// end is its last day (FHIR R4, Dosage, Timing, Period).
/// </summary>
internal static class DosageResource
{
    private const string RouteSystem = "https://serment.org/fhir/bdpm-route";
    private const string DayForm = "yyyy-MM-dd";
    private const string MomentForm = "yyyy-MM-dd'T'HH:mm:sszzz";
    private static readonly string[] Whens = ["MORN", "NOON", "EVE", "NIGHT"];
    private static readonly string[] WeekDayCodes = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Writes; a line without steps has one instruction with its start alone.</summary>
    public static List<Dosage> Write(PrescriptionLine line, IReadOnlyList<string> texts, TimeZoneInfo zone)
    {
        string start = new DateTimeOffset(line.Start, zone.GetUtcOffset(line.Start))
            .ToString(MomentForm, CultureInfo.InvariantCulture);
        List<Dosage> dosages = [];
        DateOnly? day = DateOnly.FromDateTime(line.Start);
        int sequence = 0;
        int written = 0;
        foreach (List<DoseStep> group in StepGroups.Of(line.Steps))
        {
            sequence++;
            foreach (DoseStep step in group)
            {
                Dosage dosage = Of(step, day, sequence == 1 ? start : null);
                dosage.Sequence = sequence;
                dosage.Text = texts[written++];
                dosage.Route = line.Route is { } route
                    ? new() { Coding = [new() { System = RouteSystem, Code = route }], Text = route }
                    : null;
                dosages.Add(dosage);
            }

            int? days = group.Exists(step => step.DurationDays is null) ? null : group.Max(step => step.DurationDays);
            day = days is { } length ? day?.AddDays(length) : null;
        }

        return dosages.Count > 0
            ? dosages
            : [new() { Timing = new() { Repeat = new() { BoundsPeriod = new() { Start = start } } } }];
    }

    /// <summary>Reads the steps.</summary>
    public static IReadOnlyList<DoseStep> Read(List<Dosage>? dosages)
    {
        List<DoseStep> steps = [];
        int? last = null;
        foreach (Dosage dosage in (dosages ?? []).OrderBy(one => one.Sequence ?? 0))
        {
            if (dosage.DoseAndRate?.FirstOrDefault()?.DoseQuantity is { } dose)
            {
                steps.Add(Read(dosage, dose, steps.Count > 0 && last == dosage.Sequence));
                last = dosage.Sequence;
            }
        }

        return steps;
    }

    /// <summary>The first step's start, by the clock of the house.</summary>
    public static DateTime StartOf(List<Dosage>? dosages) =>
        DateTimeOffset.TryParse(
            dosages?.OrderBy(one => one.Sequence ?? 0).FirstOrDefault()?.Timing?.Repeat?.BoundsPeriod?.Start,
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start)
            ? start.DateTime
            : DateTime.MinValue;

    private static Dosage Of(DoseStep step, DateOnly? day, string? start)
    {
        TimingRepeat repeat = new()
        {
            BoundsPeriod = day is { } first
                ? new()
                {
                    Start = start ?? first.ToString(DayForm, CultureInfo.InvariantCulture),
                    End = step.DurationDays is { } days
                        ? first.AddDays(days - 1).ToString(DayForm, CultureInfo.InvariantCulture)
                        : null,
                }
                : null,
            DayOfWeek = Named(WeekDayCodes, (int)step.Days),
        };
        if (step.Moments != DayMoments.None)
        {
            repeat.When = Named(Whens, (int)step.Moments);
            (repeat.Frequency, repeat.Period, repeat.PeriodUnit) = (1, FhirDecimal.FromDecimal(1), "d");
        }
        else if (step.TimesADay is { } times)
        {
            (repeat.Frequency, repeat.Period, repeat.PeriodUnit) = (times, FhirDecimal.FromDecimal(1), "d");
        }
        else if (step.EveryHours is { } hours)
        {
            (repeat.Frequency, repeat.Period, repeat.PeriodUnit) = (1, FhirDecimal.FromDecimal(hours), "h");
        }

        Dosage dosage = new()
        {
            Timing = new() { Repeat = repeat },
            DoseAndRate = [new() { DoseQuantity = QuantityOf(step.Quantity, step.Unit) }],
        };
        if (step.IsAsNeeded)
        {
            if (step.Condition is { } condition)
            {
                dosage.AsNeededCodeableConcept = new() { Text = condition };
            }
            else
            {
                dosage.AsNeededBoolean = true;
            }

            dosage.MaxDosePerPeriod = step.MaxADay is { } most
                ? new()
                {
                    Numerator = QuantityOf(step.Quantity * most, step.Unit),
                    Denominator = new() { Value = FhirDecimal.FromDecimal(1), System = DoseUnits.Ucum, Code = "d" },
                }
                : null;
        }

        return dosage;
    }

    private static DoseStep Read(Dosage dosage, Quantity dose, bool isTogether)
    {
        TimingRepeat repeat = dosage.Timing?.Repeat ?? new();
        decimal quantity = Number(dose.Value);
        bool isMoments = repeat.When is { Count: > 0 };
        int? most = dosage.MaxDosePerPeriod?.Numerator is { } numerator && quantity > 0
            ? (int)Math.Round(Number(numerator.Value) / quantity)
            : null;
        return new()
        {
            Quantity = quantity,
            Unit = dose.Code ?? "",
            Moments = (DayMoments)Bits(Whens, repeat.When),
            TimesADay = !isMoments && repeat.PeriodUnit is "d" ? repeat.Frequency : null,
            EveryHours = repeat.PeriodUnit is "h" ? (int)Number(repeat.Period) : null,
            Days = (WeekDays)Bits(WeekDayCodes, repeat.DayOfWeek),
            DurationDays = DaysOf(repeat.BoundsPeriod),
            IsAsNeeded = dosage.AsNeededBoolean == true || dosage.AsNeededCodeableConcept is not null,
            Condition = dosage.AsNeededCodeableConcept?.Text,
            MaxADay = most,
            IsTogether = isTogether,
        };
    }

    internal static Quantity QuantityOf(decimal value, string unit) => new()
    {
        Value = FhirDecimal.FromDecimal(value),
        System = DoseUnits.IsUcum(unit) ? DoseUnits.Ucum : DoseUnits.Counted,
        Code = unit,
    };

    private static int? DaysOf(Period? period) =>
        period is { Start: { Length: >= 10 } start, End: { Length: >= 10 } end }
        && Day(start) is { } first && Day(end) is { } last
            ? last.DayNumber - first.DayNumber + 1
            : null;

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(
            text.AsSpan(0, DayForm.Length), DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None,
            out DateOnly day)
            ? day
            : null;

    private static decimal Number(FhirDecimal? value) =>
        value is { } number && number.TryToDecimal(out decimal read) ? read : 0;

    private static List<string?>? Named(string[] names, int bits) =>
        bits == 0 ? null : [.. names.Where((_, i) => (bits & (1 << i)) != 0)];

    private static int Bits(string[] names, List<string?>? chosen)
    {
        int bits = 0;
        foreach (string? one in chosen ?? [])
        {
            int place = Array.IndexOf(names, one);
            bits |= place >= 0 ? 1 << place : 0;
        }

        return bits;
    }
}
