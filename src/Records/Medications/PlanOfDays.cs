using Serment.CustodyProtocol;
using Serment.Records.Encounters;

namespace Serment.Records.Medications;

/// <summary>Where a planned dose stands.</summary>
public enum SlotState : byte
{
    /// <summary>To be given.</summary>
    Due = 1,

    /// <summary>Its time is long past, and nobody noted anything.</summary>
    Missed = 2,

    /// <summary>Somebody noted what became of it.</summary>
    Noted = 3,

    /// <summary>The patient is on leave then, or has left.</summary>
    Away = 4,
}

/// <summary>A planned dose with what was noted of it.</summary>
/// <param name="Line">The line.</param>
/// <param name="Dose">The dose.</param>
/// <param name="Given">What was noted; null where nothing was.</param>
/// <param name="State">Where it stands.</param>
public sealed record PlanSlot(ChartLine Line, PlannedDose Dose, GivenDose? Given, SlotState State)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PlanSlot);
}

/// <summary>A line to be given when needed, with what was given of it lately.</summary>
/// <param name="Line">The line.</param>
/// <param name="Step">How much, and how often at most.</param>
/// <param name="GivenInLastDay">How often in the last 24 hours.</param>
/// <param name="LastAt">When last.</param>
public sealed record AsNeededLine(ChartLine Line, DoseStep Step, int GivenInLastDay, DateTimeOffset? LastAt)
{
    /// <summary>Whether it was given as often as it may be.</summary>
    public bool IsAtMost => Step.MaxADay is { } most && GivenInLastDay >= most;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(AsNeededLine);
}

/// <summary>The plan of some days, held against what was noted: pure.</summary>
public static class PlanOfDays
{
    /// <summary>A dose that nobody noted so long after its time shows as missed.</summary>
    public const int MissedAfterMinutes = 60;

    /// <summary>A dose planned so shortly before its line was signed still counts: the start was typed first.</summary>
    public const int SigningGraceMinutes = 60;

    /// <summary>Planned and postponed doses of ward lines in a span, by time, then by name.</summary>
    public static IReadOnlyList<PlanSlot> Of(
        IReadOnlyList<ChartLine> lines, IReadOnlyList<GivenDose> given, DateTimeOffset from, DateTimeOffset until,
        DateTimeOffset now, TimeZoneInfo zone, IReadOnlyList<Absence> absences)
    {
        List<PlanSlot> slots = [];
        foreach (ChartLine line in lines.Where(IsGivenHere))
        {
            GivenDose[] ofLine = [.. given.Where(one => one.Line == line.Id)];
            IEnumerable<PlannedDose> planned = DosesOf(line, from, until, zone)
                .Concat(ofLine
                    .Where(one => one.PostponedTo >= from && one.PostponedTo < until)
                    .Select(one => Again(line, one, zone)));
            foreach (PlannedDose dose in planned)
            {
                GivenDose? noted = Array.Find(ofLine, one => one.Planned == dose.Due);
                SlotState state = noted is not null ? SlotState.Noted
                    : absences.Any(one => one.Covers(dose.Due, line.SignedAt)) ? SlotState.Away
                    : dose.Due.AddMinutes(MissedAfterMinutes) < now ? SlotState.Missed
                    : SlotState.Due;
                slots.Add(new(line, dose, noted, state));
            }
        }

        return
        [
            .. slots.OrderBy(one => one.Dose.Due).ThenBy(one => one.Line.Line.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>Whether a line has a dose at that very time by itself.</summary>
    public static bool IsDoseOf(ChartLine line, DateTimeOffset due, TimeZoneInfo zone) =>
        DosesOf(line, due, due.AddMinutes(1), zone).Any(one => one.Due == due);

    /// <summary>The doses of a line by itself, without what was put off.</summary>
    public static IReadOnlyList<PlannedDose> DosesOf(
        ChartLine line, DateTimeOffset from, DateTimeOffset until, TimeZoneInfo zone)
    {
        // A line that was stopped is due until it was; its last version says when.
        DateTimeOffset ends = line.State == LineState.Active
            ? until
            : Earlier(until, DateTimeOffset.FromUnixTimeMilliseconds(line.Entry.RecordedAtMs));
        DateTimeOffset begins = line.SignedAt is { } signed
            ? Later(from, signed.AddMinutes(-SigningGraceMinutes))
            : from;
        return AdministrationPlan.Of(line.Id, line.Line, begins, ends, zone);
    }

    /// <summary>Lines in force that are given when needed.</summary>
    public static IReadOnlyList<AsNeededLine> AsNeeded(
        IReadOnlyList<ChartLine> lines, IReadOnlyList<GivenDose> given, DateTimeOffset now, DateOnly today) =>
    [
        .. lines.Where(one => one.State == LineState.Active && one.Setting == LineSetting.Ward && one.IsInForce(today))
            .SelectMany(line => line.Line.Steps.Where(step => step.IsAsNeeded).Select(step => (line, step)))
            .Select(one =>
            {
                GivenDose[] doses =
                [
                    .. given.Where(dose => dose.Line == one.line.Id && dose.Outcome == DoseOutcome.Given),
                ];
                return new AsNeededLine(
                    one.line,
                    one.step,
                    doses.Count(dose => dose.At > now.AddDays(-1)),
                    doses.Length > 0 ? doses.Max(dose => dose.At) : null);
            }),
    ];

    private static bool IsGivenHere(ChartLine line) =>
        line is { Setting: LineSetting.Ward, State: LineState.Active or LineState.Stopped or LineState.Completed };

    private static PlannedDose Again(ChartLine line, GivenDose postponed, TimeZoneInfo zone)
    {
        DoseStep step = line.Line.Steps[0];
        return new(
            line.Id, TimeZoneInfo.ConvertTime(postponed.PostponedTo!.Value, zone), postponed.Quantity ?? step.Quantity,
            postponed.Unit ?? step.Unit);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
