using System.Collections.Frozen;
using System.Data.Common;
using Serment.Custodian.Decisions;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Who stands in for whom, in memory, as the database durably has it: a few hundred at most, asked by every decision.
/// </summary>
internal sealed class Covers(PeopleDirectory people) : IDurableState
{
    private volatile FrozenDictionary<long, Cover> live = FrozenDictionary<long, Cover>.Empty;
    private volatile FrozenDictionary<ActorId, Cover[]> byTaker = FrozenDictionary<ActorId, Cover[]>.Empty;

    /// <summary>
    /// For the decision: what somebody was given. What a suspended colleague gave is worth nothing until he is back.
    /// </summary>
    public IReadOnlyList<StandIn> StandInsOf(ActorId taker) =>
        byTaker.TryGetValue(taker, out Cover[]? taken)
            ? [.. taken.Where(IsGood).Select(cover => new StandIn(cover.Replaced, UnitsOf(cover), cover.From, cover.Until))]
            : [];

    /// <summary>The units where somebody stands in at that time.</summary>
    public IEnumerable<int> UnitsNow(ActorId taker, DateTimeOffset now) =>
        StandInsOf(taker).Where(one => one.From <= now && now < one.Until).SelectMany(one => one.Units);

    /// <summary>Present ones that somebody took, or by which she is replaced.</summary>
    public IReadOnlyList<CoverDescription> DescribeNow(ActorId staff, DateTimeOffset now) =>
        Describe(
            live.Values.Where(one =>
                (one.Taker == staff || one.Replaced == staff) && one.From <= now && now < one.Until && IsGood(one)),
            staff, isOffice: false);

    /// <summary>Present and announced ones of a site that concern somebody or the units that are hers.</summary>
    public IReadOnlyList<CoverDescription> DescribeConcerning(
        short site, ActorId staff, IReadOnlySet<int> units, DateTimeOffset now) =>
        Describe(
            live.Values.Where(one =>
                one.Site == site
                && now < one.Until
                && (one.Taker == staff || one.Replaced == staff || one.GivenBy == staff
                    || (one.UnitId is int unit && units.Contains(unit)))),
            staff, isOffice: false);

    /// <summary>All present and announced ones of a site.</summary>
    public IReadOnlyList<CoverDescription> DescribeAll(short site, DateTimeOffset now) =>
        Describe(live.Values.Where(one => one.Site == site && now < one.Until), default, isOffice: true);

    /// <summary>Who stands in now for a person, or in a unit.</summary>
    public IReadOnlyList<CoverDescription> DescribeFor(ActorId? staff, int? unit, DateTimeOffset now) =>
        Describe(
            live.Values.Where(one =>
                one.From <= now && now < one.Until && IsGood(one)
                && ((staff is not null && one.Replaced == staff)
                    || (unit is int wanted && UnitsOf(one).Contains(wanted)))),
            default, isOffice: false);

    /// <summary>Whether somebody may end one: whoever gave or took it, or is replaced.</summary>
    public static bool MayEnd(Cover cover, ActorId staff) =>
        cover.Taker == staff || cover.Replaced == staff || cover.GivenBy == staff;

    /// <summary>Puts what a turn leaves, once it is durable.</summary>
    public void Follow(Turn turn)
    {
        List<Cover> rows = CoverRows.Live(turn);
        turn.OnCommit(() => Set(rows));
    }

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = CoverRows.LiveSql;
        using DbDataReader row = command.ExecuteReader();
        List<Cover> read = [];
        while (row.Read())
        {
            read.Add(CoverRows.Read(row));
        }

        Set(read);
    }

    private void Set(List<Cover> rows)
    {
        live = rows.ToFrozenDictionary(one => one.Id);
        byTaker = rows.GroupBy(one => one.Taker).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    private bool IsGood(Cover cover) =>
        people.Find(cover.GivenBy) is { State: not StaffState.Suspended }
        && people.Find(cover.Taker) is { } taker
        && taker.Site == cover.Site;

    private IReadOnlySet<int> UnitsOf(Cover cover) =>
        cover.UnitId is int unit ? new HashSet<int> { unit }
        : cover.Replaced is ActorId replaced && people.Find(replaced) is { } member ? member.UnitIds
        : new HashSet<int>();

    private IReadOnlyList<CoverDescription> Describe(IEnumerable<Cover> covers, ActorId asker, bool isOffice) =>
    [
        .. covers.OrderBy(one => one.From).ThenBy(one => one.Id).Select(one => new CoverDescription(
            one.Id, one.Kind, one.Taker, people.NameOf(one.Taker) ?? "", one.Replaced,
            one.Replaced is ActorId replaced ? people.NameOf(replaced) : null, one.UnitId,
            one.UnitId is int unit ? people.UnitOf(unit)?.Name : null, people.NameOf(one.GivenBy) ?? "", one.IsOnBehalf,
            one.From, one.Until, isOffice || MayEnd(one, asker))),
    ];
}
