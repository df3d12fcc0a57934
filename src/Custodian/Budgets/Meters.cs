using System.Data.Common;
using Serment.Custodian.Decisions;
using Serment.Custodian.Log;
using Serment.Custodian.Relationships;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Budgets;

/// <summary>
/// What everybody has spent, kept in memory and rebuilt from the log's leaves at the start, not from the index over them.
/// Only the writer's thread spends, inside a turn; anybody may read.
/// </summary>
internal sealed class Meters(Limits limits, PatientLinks links, CustodyLog log) : IDurableState
{
    private const int Unlimited = int.MaxValue;
    private const long DayMs = 24 * 3_600_000L;

    // The second of MeterWindows.Hours.
    private const int DayWindow = 1;

    private readonly Lock gate = new();
    private readonly Dictionary<(long Actor, Meter Meter), RollingMeter> people = [];
    private readonly Dictionary<short, RollingMeter> breakers = [];
    private readonly Dictionary<short, RollingMeter> careBreakers = [];
    private readonly Dictionary<(long Client, FlowKind Kind), FlowMeter> flows = [];
    private readonly Dictionary<(long Actor, UseKind Kind), RollingMeter> uses = [];
    private long nextLookup;

    /// <summary>Whether each meter of this person has room for this patient now.</summary>
    public Room RoomFor(short site, ActorId staff, Role role, PatientId subject, long nowMs)
    {
        lock (gate)
        {
            bool HasRoom(Meter meter) =>
                Of(staff.Value, meter).HasRoom(subject.Value, limits.Of(site, role, meter), nowMs);

            return new(
                HasRoom(Meter.InCare),
                HasRoom(Meter.OffPattern),
                HasRoom(Meter.BreakGlass),
                Of(site).HasRoom(BreakerSubject(staff, subject), BreakerLimits(site), nowMs),
                CareOf(site).LastSeenMs(subject.Value) > nowMs - DayMs
                    || CareOf(site).HasRoom(subject.Value, new(limits.CareBreaker(site), Unlimited, Unlimited), nowMs));
        }
    }

    /// <summary>Spends one patient.</summary>
    public void Spend(short site, ActorId staff, PatientId subject, Meter meter, long nowMs)
    {
        lock (gate)
        {
            Of(staff.Value, meter).Spend(subject.Value, nowMs);
            SpendOfSite(site, staff, subject, meter, nowMs);
        }
    }

    /// <summary>Spends so many lookups; false, and nothing spent, when the allowance is not enough for all.</summary>
    public bool TrySpendLookups(short site, ActorId staff, Role role, int lookups, long nowMs)
    {
        lock (gate)
        {
            RollingMeter meter = Of(staff.Value, Meter.Lookup);
            if (!meter.HasRoomForNew(lookups, limits.Of(site, role, Meter.Lookup), nowMs))
            {
                return false;
            }

            SpendLookups(meter, lookups, nowMs);
            return true;
        }
    }

    /// <summary>Spends of a client's declared flow; false, and nothing spent, when it is used up.</summary>
    public bool TrySpendFlow(ActorId client, FlowKind kind, long units, long limitPerHour, long nowMs)
    {
        lock (gate)
        {
            return FlowOf(client.Value, kind).TrySpend(units, limitPerHour, nowMs);
        }
    }

    /// <summary>What a client has spent of its flow within the hour.</summary>
    public long FlowSpent(ActorId client, FlowKind kind, long nowMs)
    {
        lock (gate)
        {
            return FlowOf(client.Value, kind).Spent(nowMs);
        }
    }

    /// <summary>Notes a use that nothing limits; how many different ones this person has within a day.</summary>
    public int NoteUse(ActorId staff, UseKind kind, long subject, long nowMs)
    {
        lock (gate)
        {
            RollingMeter meter = GetOrAdd(uses, (staff.Value, kind));
            meter.Spend(subject, nowMs);
            return meter.Count(DayWindow, nowMs);
        }
    }

    /// <summary>What a person has spent of what, for the meters that her role has.</summary>
    public IReadOnlyList<MeterReading> Read(short site, ActorId staff, Role role, long nowMs)
    {
        List<MeterReading> readings = [];
        lock (gate)
        {
            foreach (MeterKind kind in Enum.GetValues<MeterKind>())
            {
                WindowLimits allowed = limits.Of(site, role, (Meter)kind);
                for (int window = 0; window < MeterWindows.Hours.Length && allowed.ThirtyDays > 0; window++)
                {
                    int spent = people.TryGetValue((staff.Value, (Meter)kind), out RollingMeter? meter)
                        ? meter.Count(window, nowMs)
                        : 0;
                    readings.Add(new(kind, MeterWindows.Hours[window], spent, allowed.Of(window)));
                }
            }
        }

        return readings;
    }

    /// <summary>People who have spent anything in the last hour.</summary>
    public IReadOnlyList<ActorId> SpentLastHour(long nowMs)
    {
        lock (gate)
        {
            return
            [
                .. people.Where(pair => pair.Value.Count(0, nowMs) > 0)
                    .Select(pair => new ActorId(pair.Key.Actor))
                    .Distinct(),
            ];
        }
    }

    /// <summary>The site's breaker.</summary>
    public BreakerReading ReadBreaker(short site, long nowMs)
    {
        lock (gate)
        {
            int spent = Of(site).Count(0, nowMs);
            int limit = limits.Breaker(site);
            return new(spent, limit, spent >= limit);
        }
    }

    /// <summary>Whether this patient was disclosed to this person since then.</summary>
    public bool WasDisclosed(ActorId staff, PatientId subject, long sinceMs)
    {
        lock (gate)
        {
            return Saw(Meter.InCare) || Saw(Meter.OffPattern) || Saw(Meter.BreakGlass);

            bool Saw(Meter meter) =>
                people.TryGetValue((staff.Value, meter), out RollingMeter? seen)
                && seen.LastSeenMs(subject.Value) >= sinceMs;
        }
    }

    /// <summary>Whether this patient was disclosed to this person as one in her care since then.</summary>
    public bool WasInCare(ActorId staff, PatientId subject, long sinceMs)
    {
        lock (gate)
        {
            return people.TryGetValue((staff.Value, Meter.InCare), out RollingMeter? seen)
                && seen.LastSeenMs(subject.Value) >= sinceMs;
        }
    }

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        lock (gate)
        {
            people.Clear();
            breakers.Clear();
            careBreakers.Clear();
            flows.Clear();
            uses.Clear();
            foreach (SpentLeaf leaf in log.TakeSpending())
            {
                Replay(leaf);
            }
        }
    }

    private void Replay(in SpentLeaf row)
    {
        if (row.Use is UseKind use)
        {
            long counted = use == UseKind.Packs
                ? row.Subject
                : links.SubjectAsOf(new(row.Subject), new(row.Actor), row.Index).Value;
            GetOrAdd(uses, (row.Actor, use)).Spend(counted, row.AtMs);
        }

        if (row.OpensIdentity)
        {
            // Everybody's: a leaf does not say the role. What is asked about later is a biologist's alone.
            GetOrAdd(uses, (row.Actor, UseKind.LaboratoryIdentities))
                .Spend(links.SubjectAsOf(new(row.Subject), new(row.Actor), row.Index).Value, row.AtMs);
        }

        switch (row.Charged)
        {
            case Meter.None when row.Flow is FlowKind kind:
                FlowOf(row.Actor, kind).Replay(row.Units, row.AtMs);
                break;
            case Meter.Lookup:
                // Leaves of before lookups had a price stand for one each; the subject is the price.
                SpendLookups(
                    Of(row.Actor, Meter.Lookup), (int)Math.Clamp(row.Subject, 1, TokenRequest.MaxInputsOfSession),
                    row.AtMs);
                break;
            case Meter.InCare or Meter.OffPattern or Meter.BreakGlass:
                // As the links stood then: joining patients later takes nothing back.
                PatientId subject = links.SubjectAsOf(new(row.Subject), new(row.Actor), row.Index);
                Of(row.Actor, row.Charged).Spend(subject.Value, row.AtMs);
                SpendOfSite(row.Site, new(row.Actor), subject, row.Charged, row.AtMs);
                break;
        }
    }

    /// <summary>
    /// Off pattern it is people and patients that count, in care the patients: a ward's own staff is no attack.
    /// </summary>
    private void SpendOfSite(short site, ActorId staff, PatientId subject, Meter meter, long nowMs)
    {
        if (meter == Meter.OffPattern)
        {
            Of(site).Spend(BreakerSubject(staff, subject), nowMs);
        }
        else if (meter == Meter.InCare)
        {
            CareOf(site).Spend(subject.Value, nowMs);
        }
    }

    private void SpendLookups(RollingMeter meter, int lookups, long nowMs)
    {
        for (int i = 0; i < lookups; i++)
        {
            meter.Spend(++nextLookup, nowMs);
        }
    }

    private static long BreakerSubject(ActorId staff, PatientId subject) => unchecked((staff.Value * 31) ^ subject.Value);

    private WindowLimits BreakerLimits(short site) => new(limits.Breaker(site), Unlimited, Unlimited);

    private RollingMeter Of(long actor, Meter meter) => GetOrAdd(people, (actor, meter));

    private RollingMeter Of(short site) => GetOrAdd(breakers, site);

    private RollingMeter CareOf(short site) => GetOrAdd(careBreakers, site);

    private FlowMeter FlowOf(long client, FlowKind kind) => GetOrAdd(flows, (client, kind));

    private static TValue GetOrAdd<TKey, TValue>(Dictionary<TKey, TValue> map, TKey key)
        where TKey : notnull
        where TValue : new()
    {
        if (!map.TryGetValue(key, out TValue? value))
        {
            map[key] = value = new();
        }

        return value;
    }
}
