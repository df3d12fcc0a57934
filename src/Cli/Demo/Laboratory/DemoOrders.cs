using Serment.Cli.Demo.Week;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Simulation.Draws;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>How far an order of the demo has come.</summary>
internal enum OrderStage
{
    /// <summary>To be collected.</summary>
    Planned,

    /// <summary>On its way to the laboratory.</summary>
    Collected,

    /// <summary>Here, nothing done.</summary>
    Received,

    /// <summary>Results are in.</summary>
    Resulted,

    /// <summary>Technically validated.</summary>
    Technical,

    /// <summary>Validated by a biologist.</summary>
    Final,
}

/// <summary>One order of the demo's laboratory.</summary>
/// <param name="Person">A place in the list of people.</param>
/// <param name="Codes">Analyses and panels.</param>
/// <param name="IsUrgent">At once.</param>
/// <param name="OrderedAt">When, local.</param>
/// <param name="Stage">How far it has come.</param>
internal sealed record DemoOrder(
    int Person, IReadOnlyList<string> Codes, bool IsUrgent, DateTime OrderedAt, OrderStage Stage)
{
    /// <summary>Whether its last analysis has not come as far as the others: its report is a partial one.</summary>
    public bool IsPartial { get; init; }

    /// <summary>How its culture is read; null where it is none, or nobody has read it.</summary>
    public CultureReading? Reading { get; init; }
}

/// <summary>A laboratory's week of orders around one moment: the last six days are done, today's are under way.</summary>
internal static class DemoOrders
{
    private const int Days = 6;
    private const int ADay = 26;
    private const double UrgentShare = 0.2;

    // What wards and consultations ask for, the commonest several times.
    private static readonly string[][] Usual =
    [
        ["NFS", "IONO", "RENAL", "CRP"], ["NFS", "IONO", "RENAL", "CRP"], ["NFS", "CRP"], ["IONO", "RENAL"],
        ["NFS", "TP-TCA"], ["LIPIDES", "GLU"], ["HEPATIQUE", "LIPA"], ["THYROIDE"], ["NFS", "MARTIAL"],
        ["IONO", "RENAL", "PHOSPHOCALC"], ["NFS", "HEMOSTASE"], ["DIABETE"], ["BU"], ["CARDIAQUE", "IONO"],
    ];

    // Minutes before now at which today's orders were written, and how far each has come.
    private static readonly (int Ago, OrderStage Stage)[] Today =
    [
        (6, OrderStage.Planned), (9, OrderStage.Planned), (14, OrderStage.Planned), (22, OrderStage.Planned),
        (31, OrderStage.Collected), (38, OrderStage.Collected), (45, OrderStage.Collected),
        (52, OrderStage.Received), (58, OrderStage.Received), (64, OrderStage.Received), (71, OrderStage.Received),
        (76, OrderStage.Received), (84, OrderStage.Received), (95, OrderStage.Resulted), (101, OrderStage.Resulted),
        (108, OrderStage.Resulted), (116, OrderStage.Resulted), (124, OrderStage.Resulted), (131, OrderStage.Technical),
        (139, OrderStage.Technical), (148, OrderStage.Technical), (155, OrderStage.Technical),
        (163, OrderStage.Technical), (172, OrderStage.Technical), (184, OrderStage.Technical),
        (196, OrderStage.Technical), (209, OrderStage.Final), (223, OrderStage.Final), (240, OrderStage.Final),
        (262, OrderStage.Final),
    ];

    /// <summary>Draws it: the same for the same seed, moment and people.</summary>
    public static IReadOnlyList<DemoOrder> Draw(string seed, DateTime now, IReadOnlyList<DemoPatient> people)
    {
        SeededSource source = new("demo laboratory " + seed);
        int[] adults = [.. Enumerable.Range(0, people.Count).Where(one => people[one].Age >= 18)];
        List<DemoOrder> orders = [];
        for (int day = Days; day >= 1; day--)
        {
            bool isQuiet = now.Date.AddDays(-day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            for (int i = 0; i < (isQuiet ? ADay / 3 : ADay); i++)
            {
                DateTime at = now.Date.AddDays(-day).AddMinutes((6 * 60) + source.Below(11 * 60));
                orders.Add(Order(source, adults, at, OrderStage.Final));
            }
        }

        int partial = orders.FindLastIndex(one => one.Codes.Count > 1);
        orders[partial] = orders[partial] with { IsPartial = true };
        orders.AddRange(Today.Select(one => Order(source, adults, now.AddMinutes(-one.Ago), one.Stage)));
        orders.AddRange(DemoCultures.Draw(now, adults));
        return orders;
    }

    private static DemoOrder Order(
        SeededSource source, int[] people, DateTime at, OrderStage stage) =>
        new(source.Pick<int>(people), source.Pick<string[]>(Usual), source.Chance(UrgentShare), at, stage);
}
