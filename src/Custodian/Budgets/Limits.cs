using System.Collections.Frozen;
using System.Data.Common;
using Serment.Custodian.Decisions;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Budgets;

/// <summary>The three rolling windows of every meter.</summary>
internal static class MeterWindows
{
    /// <summary>Their lengths in hours: an hour, a day, thirty days.</summary>
    public static readonly int[] Hours = [1, 24, 720];

    /// <summary>The longest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(720);
}

/// <summary>A limit for each window, in the order of <see cref="MeterWindows.Hours"/>.</summary>
internal readonly record struct WindowLimits(int Hour, int Day, int ThirtyDays)
{
    /// <summary>The limit of a window.</summary>
    public int Of(int window) =>
        window switch
        {
            0 => Hour,
            1 => Day,
            _ => ThirtyDays,
        };

    /// <summary>The same limits but for one window.</summary>
    public WindowLimits With(int window, int limit) =>
        window switch
        {
            0 => this with { Hour = limit },
            1 => this with { Day = limit },
            _ => this with { ThirtyDays = limit },
        };
}

/// <summary>
/// How many distinct patients or lookups each role has. These are the policy's defaults, in one place; rows of the
/// table <c>budget</c>, which only an approved proposal writes, take their place.
/// </summary>
internal sealed class Limits : IDurableState
{
    /// <summary>The pseudo-role under which a site's breaker stands in the table <c>budget</c>.</summary>
    public const short BreakerRole = 0;

    /// <summary>Off-pattern disclosures of a whole site in an hour; the breaker opens at this number.</summary>
    public const int DefaultBreakerPerHour = 150;

    /// <summary>
    /// Different patients in care that a whole site opens in an hour; a large hospital's round at eight stays below it.
    /// Those opened within a day stay open beyond it.
    /// </summary>
    public const int DefaultCareBreakerPerHour = 2_000;

    private static readonly WindowLimits Nothing = new(0, 0, 0);

    // Broken glass is for emergencies: a resuscitation room on a bad night, not a way of working.
    private static readonly WindowLimits Glass = new(10, 20, 60);

    private static readonly FrozenDictionary<(Role, Meter), WindowLimits> Defaults =
        new Dictionary<(Role, Meter), WindowLimits>
        {
            [(Role.Physician, Meter.InCare)] = new(60, 200, 2_000),
            [(Role.Physician, Meter.OffPattern)] = new(6, 15, 60),
            [(Role.Physician, Meter.Lookup)] = new(40, 150, 1_500),
            [(Role.Physician, Meter.BreakGlass)] = Glass,
            [(Role.Nurse, Meter.InCare)] = new(80, 240, 2_000),
            [(Role.Nurse, Meter.OffPattern)] = new(6, 15, 60),
            [(Role.Nurse, Meter.Lookup)] = new(40, 150, 1_500),
            [(Role.Nurse, Meter.BreakGlass)] = Glass,
            [(Role.Receptionist, Meter.InCare)] = new(250, 600, 6_000),
            [(Role.Receptionist, Meter.OffPattern)] = new(30, 120, 900),
            [(Role.Receptionist, Meter.Lookup)] = new(90, 300, 3_000),
            [(Role.Phlebotomist, Meter.InCare)] = new(60, 200, 3_000),
            [(Role.Phlebotomist, Meter.OffPattern)] = new(6, 20, 100),
            [(Role.Phlebotomist, Meter.Lookup)] = new(40, 150, 1_500),
            [(Role.LaboratoryTechnician, Meter.InCare)] = new(200, 800, 12_000),
            [(Role.LaboratoryTechnician, Meter.OffPattern)] = new(4, 10, 40),
            [(Role.Biologist, Meter.InCare)] = new(120, 500, 6_000),
            [(Role.Biologist, Meter.OffPattern)] = new(10, 30, 150),
            [(Role.Biologist, Meter.Lookup)] = new(60, 200, 2_000),
            [(Role.Biologist, Meter.BreakGlass)] = Glass,
            [(Role.BillingClerk, Meter.InCare)] = new(100, 400, 5_000),
            [(Role.BillingClerk, Meter.OffPattern)] = new(15, 60, 400),
            [(Role.BillingClerk, Meter.Lookup)] = new(60, 200, 2_000),
            [(Role.Pharmacist, Meter.InCare)] = new(80, 300, 3_000),
            [(Role.Pharmacist, Meter.OffPattern)] = new(6, 15, 60),
            [(Role.Pharmacist, Meter.Lookup)] = new(40, 150, 1_500),
        }.ToFrozenDictionary();

    private volatile FrozenDictionary<(short Site, short Role, byte Meter, int Window), int> changed =
        FrozenDictionary<(short, short, byte, int), int>.Empty;

    /// <summary>The limits of a role's meter at a site; zeros where the role has none.</summary>
    public WindowLimits Of(short site, Role role, Meter meter)
    {
        WindowLimits limits = Defaults.GetValueOrDefault((role, meter), Nothing);
        for (int window = 0; window < MeterWindows.Hours.Length; window++)
        {
            if (changed.TryGetValue((site, (short)role, (byte)meter, window), out int limit))
            {
                limits = limits.With(window, limit);
            }
        }

        return limits;
    }

    /// <summary>The site's breaker, an hour.</summary>
    public int Breaker(short site) =>
        changed.TryGetValue((site, BreakerRole, (byte)Meter.OffPattern, 0), out int limit) ? limit : DefaultBreakerPerHour;

    /// <summary>The site's breaker on patients in care, an hour.</summary>
    public int CareBreaker(short site) =>
        changed.TryGetValue((site, BreakerRole, (byte)Meter.InCare, 0), out int limit)
            ? limit
            : DefaultCareBreakerPerHour;

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        Dictionary<(short, short, byte, int), int> read = [];
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT site, role, meter, window_hours, limit_count FROM budget";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            int window = Array.IndexOf(MeterWindows.Hours, reader.GetInt32(3));
            if (window >= 0)
            {
                read[(reader.GetInt16(0), reader.GetInt16(1), (byte)reader.GetInt16(2), window)] = reader.GetInt32(4);
            }
        }

        changed = read.ToFrozenDictionary();
    }

    /// <summary>Sets a limit in the database and, once durable, here. Only an approved proposal calls it.</summary>
    public void Change(Turn turn, short site, short role, Meter meter, int windowHours, int limit)
    {
        int window = Array.IndexOf(MeterWindows.Hours, windowHours);
        if (window < 0 || limit < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(windowHours), "a budget is for 1, 24 or 720 hours");
        }

        turn.Execute(
            """
            INSERT INTO budget (site, role, meter, window_hours, limit_count) VALUES (@p1, @p2, @p3, @p4, @p5)
            ON CONFLICT (site, role, meter, window_hours) DO UPDATE SET limit_count = excluded.limit_count
            """,
            site, role, (short)meter, windowHours, limit);
        turn.OnCommit(() =>
        {
            Dictionary<(short, short, byte, int), int> next = new(changed) { [(site, role, (byte)meter, window)] = limit };
            changed = next.ToFrozenDictionary();
        });
    }
}
