using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Data.Common;
using Serment.Custodian.Evidence;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.People;

/// <summary>A site as pages and sessions name it.</summary>
internal sealed record SiteName(short Site, string Code, string Name);

/// <summary>
/// Sites, staff and units in memory, as the database durably has them. A few thousand people at most; every request
/// asks here, so that a change of role or a suspension holds for the next request of a session that lives already.
/// </summary>
internal sealed class PeopleDirectory : IDurableState
{
    private volatile Snapshot current = new();

    /// <summary>A member of staff.</summary>
    public StaffMember? Find(ActorId staff) => current.Staff.GetValueOrDefault(staff);

    /// <summary>The owner of passkeys, for the passkey handler: nobody who is suspended.</summary>
    public PasskeyOwner? FindOwner(ActorId staff) =>
        Find(staff) is { State: not StaffState.Suspended } member ? member.ToOwner() : null;

    /// <summary>The name of a member of staff, or of nobody we know.</summary>
    public string? NameOf(ActorId staff) => Find(staff)?.Name;

    /// <summary>Staff of a site, by name.</summary>
    public IReadOnlyList<StaffMember> StaffOf(short site) =>
        [.. current.Staff.Values.Where(member => member.Site == site).OrderBy(
            member => member.Name, StringComparer.CurrentCulture)];

    /// <summary>Units of a site, by code.</summary>
    public IReadOnlyList<SiteUnit> UnitsOf(short site) =>
        [.. current.Units.Values.Where(unit => unit.Site == site).OrderBy(unit => unit.Code, StringComparer.Ordinal)];

    /// <summary>A unit.</summary>
    public SiteUnit? UnitOf(int unit) => current.Units.GetValueOrDefault(unit);

    /// <summary>The units of somebody, by code.</summary>
    public IReadOnlyList<UnitDescription> Describe(IReadOnlySet<int> units) =>
        [
            .. units.Select(unit => current.Units.GetValueOrDefault(unit))
                .OfType<SiteUnit>()
                .OrderBy(unit => unit.Code, StringComparer.Ordinal)
                .Select(unit => unit.Describe()),
        ];

    /// <summary>A site's code and name.</summary>
    public SiteName? SiteOf(short site) => current.Sites.GetValueOrDefault(site);

    /// <summary>Puts a member of staff as a turn leaves one; call it from the turn's step, after the writes.</summary>
    public void FollowStaff(Turn turn, ActorId staff)
    {
        StaffMember member = PeopleRows.Find(turn, staff)!;
        turn.OnCommit(() => current.Staff[staff] = member);
    }

    /// <summary>Puts a new unit once its turn is durable.</summary>
    public void FollowUnit(Turn turn, SiteUnit unit) => turn.OnCommit(() => current.Units[unit.Id] = unit);

    /// <summary>Puts a new site once its turn is durable.</summary>
    public void FollowSite(Turn turn, SiteName site) => turn.OnCommit(() => current.Sites[site.Site] = site);

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        Snapshot read = new();
        ILookup<long, int> units = Rows(connection, "SELECT staff_id, unit_id FROM staff_unit",
            row => (Staff: row.GetInt64(0), Unit: row.GetInt32(1))).ToLookup(row => row.Staff, row => row.Unit);
        ILookup<long, Passkey> passkeys = Rows(
            connection,
            """
            SELECT credential_id, public_key, sign_count, backup_eligible, backed_up, enrolled_at, staff_id
            FROM passkey WHERE ended_at IS NULL
            """,
            row => (Staff: row.GetInt64(6), Passkey: PeopleRows.PasskeyFrom(row))).ToLookup(
                row => row.Staff, row => row.Passkey);
        foreach (StaffMember member in Rows(
            connection,
            "SELECT staff_id, site, name, role, state FROM staff",
            row => new StaffMember(
                new(row.GetInt64(0)), row.GetInt16(1), row.GetString(2), (Role)row.GetInt16(3),
                (StaffState)row.GetInt16(4),
                units[row.GetInt64(0)].ToFrozenSet(), [.. passkeys[row.GetInt64(0)]])))
        {
            read.Staff[member.Id] = member;
        }

        foreach (SiteUnit unit in Rows(
            connection,
            "SELECT unit_id, site, code, name FROM unit",
            row => new SiteUnit(row.GetInt32(0), row.GetInt16(1), row.GetString(2), row.GetString(3))))
        {
            read.Units[unit.Id] = unit;
        }

        foreach (SiteName site in Rows(
            connection,
            "SELECT site, code, name FROM site",
            row => new SiteName(row.GetInt16(0), row.GetString(1), row.GetString(2))))
        {
            read.Sites[site.Site] = site;
        }

        current = read;
    }

    private static List<T> Rows<T>(DbConnection connection, string sql, Func<DbDataReader, T> read)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private sealed class Snapshot
    {
        public ConcurrentDictionary<ActorId, StaffMember> Staff { get; } = new();

        public ConcurrentDictionary<int, SiteUnit> Units { get; } = new();

        public ConcurrentDictionary<short, SiteName> Sites { get; } = new();
    }
}
