using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Security;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>Where the visitor works, and the words for tubes.</summary>
internal sealed class SpecimenDesk(
    RecordDoor door, Laboratories laboratories, Catalogues catalogues, DatabaseLocation main)
{
    // More do not fit beside the number.
    private const int MaxMarks = 2;

    /// <summary>The visitor's site.</summary>
    public async Task<short> SiteAsync(Visitor me, CancellationToken stop) =>
        await door.SiteOfCodeAsync(me.Session.SiteCode, stop)
        ?? throw new InvalidOperationException("the session's site is unknown");

    /// <summary>The visitor's units; where one of them is a laboratory, its tubes are the visitor's.</summary>
    public static int[] UnitsOf(Visitor me) => [.. me.Session.Units.Select(unit => unit.UnitId)];

    /// <summary>The laboratory in which the visitor works; null where none of the units is one.</summary>
    public Task<LaboratoryDetails?> LaboratoryAsync(Visitor me, CancellationToken stop) =>
        laboratories.OfAsync(me.Session, stop);

    /// <summary>
    /// The laboratories whose planned tubes the visitor may have to take: the own one, and for a ward's nurse all of the
    /// site.
    /// </summary>
    public async Task<int[]> CollectsForAsync(Visitor me, short site, CancellationToken stop) =>
        await LaboratoryAsync(me, stop) is { } own
            ? [own.LaboratoryId]
            :
            [
                .. (await laboratories.ListAsync(site, stop)).Where(one => one.IsActive).Select(one => one.LaboratoryId),
            ];

    /// <summary>The containers as people call them.</summary>
    public async Task<ContainerNames> NamesAsync(Visitor me, short site, CancellationToken stop) =>
        new(await catalogues.CurrentAsync(site, stop), me.Texts);

    /// <summary>The sections that a tube goes to, as labels mark them; an aliquot's after its own mark.</summary>
    public async Task<string> MarkAsync(SpecimenRow tube, PageTexts texts, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        List<TaskRow> tasks = await TaskRows.OfSpecimenAsync(connection, null, tube.Patient, tube.Specimen, stop);
        if (tasks.Count == 0 && tube.Parent is { } parent)
        {
            tasks = await TaskRows.OfSpecimenAsync(connection, null, tube.Patient, parent, stop);
        }

        IEnumerable<string> marks = tasks.Where(one => one.Status != AnalysisStatus.Cancelled)
            .Select(one => one.Section).Distinct().Order().Take(MaxMarks).Select(one => texts.Of("sectionMark", one));
        return string.Join(' ', tube.Parent is null ? marks : [texts["labels.aliquot"], .. marks.Take(1)]);
    }

    /// <summary>The time typed as a day and a clock; null where it is none.</summary>
    public static DateTimeOffset? TimeOf(string day, string clock, Visitor me) =>
        DateTime.TryParseExact(
            $"{day} {clock}", "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.None, out DateTime local)
            ? new DateTimeOffset(local, me.Web.TimeZone.GetUtcOffset(local))
            : null;
}

/// <summary>The containers of a catalogue in the visitor's language.</summary>
public sealed class ContainerNames
{
    private readonly LaboratoryCatalogue catalogue;
    private readonly PageTexts texts;

    internal ContainerNames(LaboratoryCatalogue catalogue, PageTexts texts)
    {
        this.catalogue = catalogue;
        this.texts = texts;
    }

    /// <summary>The label.</summary>
    public string this[string code] =>
        catalogue.FindContainer(code) is { } one ? texts.Language is "en" ? one.En : one.Fr : code;

    /// <summary>The cap's colour, as a class.</summary>
    public string Colour(string code) => "cap-" + (catalogue.FindContainer(code)?.Colour ?? "grey");

    /// <summary>The order of draw.</summary>
    public int Order(string code) => catalogue.FindContainer(code)?.Order ?? int.MaxValue;

    /// <summary>An analysis' label.</summary>
    public string Analysis(string code) =>
        catalogue.Find(code) is { } one ? texts.Language is "en" ? one.En : one.Fr : code;

    /// <summary>Sex and age, and nothing more of a person.</summary>
    public string Person(BenchPerson person)
    {
        string sex = texts.Of("tubeSex", person.Sex);
        int days = person.AgeDays;
        return days < 0 ? sex
            : days < 28 ? $"{sex}, {texts.Count("tubeAge.days", days)}"
            : days < 2 * BenchPerson.DaysOfYear
                ? $"{sex}, {texts.Count("tubeAge.months", (long)Math.Round(days / BenchPerson.DaysOfMonth))}"
                : $"{sex}, {texts.Count("tubeAge.years", (long)(days / BenchPerson.DaysOfYear))}";
    }
}
