using System.Globalization;
using System.Text;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Statistics;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Statistics;

/// <summary>What the laboratory did, in numbers without people; the same as a file.</summary>
internal static class StatisticsRoutes
{
    private const int DefaultDays = 30;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/laboratory/statistics", ShowAsync).Admits(Audience.SeesLaboratoryNumbers, Budget.None);
        app.MapGet("/laboratory/statistics.csv", DownloadAsync).Admits(Audience.SeesLaboratoryNumbers, Budget.None);
    }

    private static async Task<IResult> ShowAsync(
        string? from, string? until, Visitor me, Laboratories laboratories, ReadStatistics read, CancellationToken stop)
    {
        if (await LaboratoryRoutes.OfAsync(me, laboratories, stop) is not { } here)
        {
            return Page.Show<LaboratoryPage>(new LaboratoryModel(null, null, []));
        }

        FormState form = new() { ["from"] = from ?? "", ["until"] = until ?? "" };
        (DateOnly first, DateOnly last) = PeriodOf(form, me);
        LaboratoryStatistics numbers = await read.RunAsync(here.Site, here.LaboratoryId, first, last, stop);
        return Page.Show<StatisticsPage>(
            new StatisticsModel(here.Name, numbers, form),
            form.Errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> DownloadAsync(
        string? from, string? until, Visitor me, Laboratories laboratories, ReadStatistics read, CancellationToken stop)
    {
        if (await LaboratoryRoutes.OfAsync(me, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        (DateOnly first, DateOnly last) = PeriodOf(new() { ["from"] = from ?? "", ["until"] = until ?? "" }, me);
        LaboratoryStatistics numbers = await read.RunAsync(here.Site, here.LaboratoryId, first, last, stop);
        return Results.File(
            CsvOf(numbers), "text/csv; charset=utf-8",
            string.Create(CultureInfo.InvariantCulture, $"laboratory-{numbers.From:yyyyMMdd}-{numbers.Until:yyyyMMdd}.csv"));
    }

    // What cannot be read as a day stays in its field; the numbers shown are then those of the last thirty days.
    private static (DateOnly From, DateOnly Until) PeriodOf(FormState form, Visitor me)
    {
        DateOnly until = me.Today;
        DateOnly from = until.AddDays(-DefaultDays);
        bool isRead = (form["from"].Length == 0 || TryDay(form["from"], out from))
            & (form["until"].Length == 0 || TryDay(form["until"], out until));
        if (!isRead || from > until)
        {
            form.Refuse("from", me.Texts["statistics.badPeriod"]);
            return (me.Today.AddDays(-DefaultDays), me.Today);
        }

        form["from"] = Iso(from);
        form["until"] = Iso(until);
        return (from, until);
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year is > 1990 and < 2200;

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Columns bear stable names in English whatever the language: a file is read by programs. Buckets are told as the
    // minutes that stand for them; small numbers are left out as on the page.
    private static byte[] CsvOf(LaboratoryStatistics numbers)
    {
        StringBuilder csv = new("period,section,kind,detail,count\r\n");
        foreach (CountSum one in numbers.Sums
            .OrderBy(one => one.Period).ThenBy(one => one.Kind).ThenBy(one => one.Section).ThenBy(one => one.Detail))
        {
            bool isTurnaround = one.Kind is CountKind.TurnaroundRoutine or CountKind.TurnaroundUrgent;
            string detail = !isTurnaround
                ? one.Detail.ToString(CultureInfo.InvariantCulture)
                : TurnaroundBuckets.Middle(one.Detail).ToString("0.#", CultureInfo.InvariantCulture);
            string count = one.Amount < StatisticsModel.SmallestTold
                ? string.Create(CultureInfo.InvariantCulture, $"<{StatisticsModel.SmallestTold}")
                : one.Amount.ToString(CultureInfo.InvariantCulture);
            csv.Append(CultureInfo.InvariantCulture, $"{one.Period},{one.Section},{one.Kind},{detail},{count}\r\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}
