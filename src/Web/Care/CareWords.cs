using System.Globalization;
using Serment.Records.CarePlans;
using Serment.Web.Texts;

namespace Serment.Web.Care;

/// <summary>A rhythm in words.</summary>
internal static class CareWords
{
    /// <summary>As a nurse would say it.</summary>
    public static string In(CareSchedule schedule, PageTexts texts) => schedule.Rhythm switch
    {
        CareRhythm.Hours => texts.Count("carePlan.everyHours", schedule.Every),
        CareRhythm.Days => texts.Fill(
            "carePlan.atTimes", texts.Count("carePlan.everyDays", schedule.Every),
            string.Join(", ", schedule.TimesOfDay.Select(
                at => at.ToString("HH:mm", CultureInfo.InvariantCulture)))),
        _ => texts["carePlan.once"],
    };
}
