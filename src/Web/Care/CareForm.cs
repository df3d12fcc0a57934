using System.Globalization;
using Serment.Records.CarePlans;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Care;

/// <summary>The form that plans a care.</summary>
internal static class CareForm
{
    private const string ClockForm = "HH:mm";
    private const string DayForm = "yyyy-MM-dd";

    /// <summary>A form as it is first shown: from the next full hour on.</summary>
    public static FormState New(Visitor me)
    {
        DateTime next = me.Local(me.Now).AddHours(1);
        return new()
        {
            ["rhythm"] = "Hours",
            ["every"] = "4",
            ["day"] = next.ToString(DayForm, CultureInfo.InvariantCulture),
            ["time"] = next.ToString("HH:00", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Reads it; what is wrong is noted at its field.</summary>
    public static CareSchedule? Read(FormState form, Visitor me)
    {
        if (form["careTitle"].Length is 0 or > CareAction.MaxTitleCharacters)
        {
            form.Refuse("careTitle", me.Texts.Fill("carePlan.titleWrong", CareAction.MaxTitleCharacters));
        }

        bool hasDay = DateOnly.TryParseExact(
            form["day"], DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day);
        if (!hasDay || day < me.Today || day > me.Today.AddDays(CareSchedule.MaxDays))
        {
            form.Refuse("day", me.Texts.Fill("carePlan.dayWrong", CareSchedule.MaxDays));
        }

        List<TimeOnly> times = TimesOf(form["time"]);
        if (times.Count is 0 or > CareSchedule.MaxTimesOfDay)
        {
            form.Refuse("time", me.Texts.Fill("carePlan.timeWrong", CareSchedule.MaxTimesOfDay));
        }

        bool known = Enum.TryParse(form["rhythm"], out CareRhythm rhythm) && Enum.IsDefined(rhythm);
        bool hasEvery = int.TryParse(form["every"], NumberStyles.None, CultureInfo.InvariantCulture, out int every);
        if (rhythm == CareRhythm.Once)
        {
            (hasEvery, every) = (true, 1);
        }

        if (!known || !hasEvery || every < 1
            || every > (rhythm == CareRhythm.Hours ? CareSchedule.MaxHours : CareSchedule.MaxDays))
        {
            form.Refuse("every", me.Texts.Fill("carePlan.everyWrong", CareSchedule.MaxHours, CareSchedule.MaxDays));
        }

        if (form.Errors.Count > 0)
        {
            return null;
        }

        DateTime start = day.ToDateTime(times[0]);
        return new(
            rhythm, every, rhythm == CareRhythm.Days ? times : [], new(start, me.Web.TimeZone.GetUtcOffset(start)));
    }

    private static List<TimeOnly> TimesOf(string text)
    {
        List<TimeOnly> times = [];
        foreach (string part in text.Split(
            [' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TimeOnly.TryParseExact(
                part, ClockForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly at))
            {
                return [];
            }

            times.Add(at);
        }

        times.Sort();
        return [.. times.Distinct()];
    }
}
