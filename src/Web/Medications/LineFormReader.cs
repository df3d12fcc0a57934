using System.Globalization;
using Serment.Records.Medications;
using Serment.Records.Printing;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Medications;

/// <summary>Reads a line's form, and fills it from a line.</summary>
internal sealed class LineFormReader(FormState form, Visitor me)
{
    /// <summary>The field prefix of a step.</summary>
    public const string StepPrefix = "s-";

    /// <summary>How many steps the form has.</summary>
    public const string StepCount = "steps";

    private const string DayForm = "yyyy-MM-dd";
    private const string TimeForm = "HH:mm";
    private const int MaxStartAheadDays = 366;

    private static readonly (string Field, DayMoments Value)[] MomentFields =
    [
        ("morning", DayMoments.Morning), ("noon", DayMoments.Noon), ("evening", DayMoments.Evening),
        ("night", DayMoments.Night),
    ];

    private static readonly (string Field, WeekDays Value)[] DayFields =
    [
        ("mon", WeekDays.Monday), ("tue", WeekDays.Tuesday), ("wed", WeekDays.Wednesday), ("thu", WeekDays.Thursday),
        ("fri", WeekDays.Friday), ("sat", WeekDays.Saturday), ("sun", WeekDays.Sunday),
    ];

    /// <summary>The fields of moments with their values.</summary>
    public static IReadOnlyList<(string Field, DayMoments Value)> Moments => MomentFields;

    /// <summary>The fields of days with their values.</summary>
    public static IReadOnlyList<(string Field, WeekDays Value)> Days => DayFields;

    /// <summary>The name of a step's field.</summary>
    public static string Name(int step, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"{StepPrefix}{step}-{field}");

    /// <summary>How many steps the form shows.</summary>
    public static int CountOf(FormState form) =>
        int.TryParse(form[StepCount], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? Math.Clamp(count, 1, PrescriptionLine.MaxSteps)
            : 1;

    /// <summary>Fills a form from a line.</summary>
    public static void Fill(FormState form, PrescriptionLine line, DateTime start)
    {
        form["drug"] = line.Cis ?? "";
        form["drugName"] = line.IsFreeText ? "" : line.Name;
        form["free"] = line.IsFreeText ? "1" : "";
        form["freeText"] = line.IsFreeText ? line.Name : "";
        form["route"] = line.Route ?? "";
        form["startDay"] = start.ToString(DayForm, CultureInfo.InvariantCulture);
        form["startTime"] = start.ToString(TimeForm, CultureInfo.InvariantCulture);
        form["noSubstitution"] = line.NoSubstitution == NoSubstitution.None ? "" : line.NoSubstitution.ToString();
        form["note"] = line.Note ?? "";
        form[StepCount] = Math.Max(1, line.Steps.Count).ToString(CultureInfo.InvariantCulture);
        for (int i = 0; i < line.Steps.Count; i++)
        {
            Fill(form, i, line.Steps[i]);
        }
    }

    /// <summary>The line; null with the form's errors where it is wrong.</summary>
    public PrescriptionLine? Read(Drug? drug)
    {
        bool isFree = form["free"].Length > 0;
        DateTime? start = ReadStart();
        Limit("note", PrescriptionLine.MaxNoteChars);
        if (isFree)
        {
            Limit("freeText", PrescriptionLine.MaxFreeTextChars);
            if (form["freeText"].Length == 0)
            {
                form.Refuse("freeText", me.Texts["prescribe.freeTextNeeded"]);
            }

            return form.Errors.Count > 0
                ? null
                : new() { Name = form["freeText"], Start = start!.Value, Note = form.Optional("note") };
        }

        if (drug is null)
        {
            form.Refuse("drugName", me.Texts["prescribe.drugNeeded"]);
        }

        string route = form["route"];
        if (drug is not null && !DrugDirectory.Shared.Routes.Contains(route, StringComparer.Ordinal))
        {
            form.Refuse("route", me.Texts["prescribe.routeNeeded"]);
        }

        List<DoseStep> steps = [.. Enumerable.Range(0, CountOf(form)).Select(ReadStep)];
        return form.Errors.Count > 0
            ? null
            : new()
            {
                Cis = drug!.Cis,
                Name = drug.Name,
                Route = route,
                Steps = steps,
                Start = start!.Value,
                NoSubstitution = Enum.TryParse(form["noSubstitution"], out NoSubstitution why) && Enum.IsDefined(why)
                    ? why
                    : NoSubstitution.None,
                Note = form.Optional("note"),
            };
    }

    private DoseStep ReadStep(int i)
    {
        DayMoments moments = MomentFields.Where(one => IsTicked(i, one.Field))
            .Aggregate(DayMoments.None, (all, one) => all | one.Value);
        int? times = Number(i, "times", 1, DoseStep.MaxTimesADay);
        int? hours = Number(i, "hours", 1, DoseStep.MaxEveryHours);
        bool isAsNeeded = IsTicked(i, "need");
        int rhythms = (moments != DayMoments.None ? 1 : 0) + (times is null ? 0 : 1) + (hours is null ? 0 : 1);
        if (rhythms > 1 || (rhythms == 0 && !isAsNeeded && form.ErrorOf(Name(i, "times")) is null
            && form.ErrorOf(Name(i, "hours")) is null))
        {
            form.Refuse(Name(i, "times"), me.Texts[rhythms > 1 ? "prescribe.oneRhythm" : "prescribe.rhythmNeeded"]);
        }

        string unit = form[Name(i, "unit")];
        if (!DoseUnits.IsKnown(unit))
        {
            form.Refuse(Name(i, "unit"), me.Texts["prescribe.unitNeeded"]);
        }

        Limit(Name(i, "condition"), DoseStep.MaxConditionChars);
        return new()
        {
            Quantity = Quantity(i),
            Unit = unit,
            Moments = moments,
            TimesADay = times,
            EveryHours = hours,
            Days = DayFields.Where(one => IsTicked(i, one.Field))
                .Aggregate(WeekDays.None, (all, one) => all | one.Value),
            DurationDays = Number(i, "days", 1, DoseStep.MaxDays),
            IsAsNeeded = isAsNeeded,
            Condition = isAsNeeded ? form.Optional(Name(i, "condition")) : null,
            MaxADay = isAsNeeded ? Number(i, "max", 1, 24) : null,
            IsTogether = i > 0 && IsTicked(i, "together"),
        };
    }

    private decimal Quantity(int i)
    {
        string typed = form[Name(i, "quantity")].Replace(',', '.');
        if (decimal.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal quantity)
            && quantity is > 0 and <= DoseStep.MaxQuantity
            && decimal.Round(quantity, 4) == quantity)
        {
            return quantity;
        }

        form.Refuse(Name(i, "quantity"), me.Texts["prescribe.quantityWrong"]);
        return 0;
    }

    private int? Number(int i, string field, int least, int most)
    {
        string name = Name(i, field);
        if (form[name].Length == 0)
        {
            return null;
        }

        if (int.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most)
        {
            return number;
        }

        form.Refuse(name, me.Texts.Fill("prescribe.numberWrong", least, most));
        return null;
    }

    private DateTime? ReadStart()
    {
        if (!DateOnly.TryParseExact(
                form["startDay"], DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            || day < me.Today || day > me.Today.AddDays(MaxStartAheadDays))
        {
            form.Refuse("startDay", me.Texts["prescribe.startWrong"]);
            return null;
        }

        if (!TimeOnly.TryParseExact(
                form["startTime"], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
        {
            form.Refuse("startTime", me.Texts["prescribe.timeWrong"]);
            return null;
        }

        return day.ToDateTime(time);
    }

    private void Limit(string field, int characters)
    {
        if (form[field].Length > characters)
        {
            form.Refuse(field, me.Texts.Fill("practice.tooLong", characters));
        }
        else if (PdfPaper.Unprintable(form[field]) is { Length: > 0 } lost)
        {
            // What is silently missing on the paper would change what was prescribed.
            form.Refuse(field, me.Texts.Fill("prescribe.unprintable", lost));
        }
    }

    private bool IsTicked(int i, string field) => form[Name(i, field)].Length > 0;

    private static void Fill(FormState form, int i, DoseStep step)
    {
        form[Name(i, "quantity")] = step.Quantity.ToString("0.####", CultureInfo.InvariantCulture).Replace('.', ',');
        form[Name(i, "unit")] = step.Unit;
        form[Name(i, "times")] = Text(step.TimesADay);
        form[Name(i, "hours")] = Text(step.EveryHours);
        form[Name(i, "days")] = Text(step.DurationDays);
        form[Name(i, "max")] = Text(step.MaxADay);
        form[Name(i, "condition")] = step.Condition ?? "";
        form[Name(i, "need")] = step.IsAsNeeded ? "1" : "";
        form[Name(i, "together")] = step.IsTogether ? "1" : "";
        foreach ((string field, DayMoments value) in MomentFields)
        {
            form[Name(i, field)] = step.Moments.HasFlag(value) ? "1" : "";
        }

        foreach ((string field, WeekDays value) in DayFields)
        {
            form[Name(i, field)] = step.Days.HasFlag(value) ? "1" : "";
        }
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
