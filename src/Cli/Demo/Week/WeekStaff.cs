using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Cli.Demo.Week;

/// <summary>A member of the clinic's staff, as the demo's week writes in her name.</summary>
/// <param name="Staff">Her number.</param>
/// <param name="Name">Her name.</param>
/// <param name="Role">Her role.</param>
/// <param name="Units">The codes of her units.</param>
internal sealed record WeekMember(ActorId Staff, string Name, string Role, IReadOnlyList<string> Units);

/// <summary>Who works at the clinic and the numbers of its units, from the demo's own files.</summary>
internal sealed class WeekStaff
{
    private WeekStaff(IReadOnlyList<WeekMember> members, IReadOnlyDictionary<string, int> units, short site)
    {
        Members = members;
        Units = units;
        Site = site;
    }

    /// <summary>The site's number.</summary>
    public short Site { get; }

    /// <summary>Everybody.</summary>
    public IReadOnlyList<WeekMember> Members { get; }

    /// <summary>Units by code.</summary>
    public IReadOnlyDictionary<string, int> Units { get; }

    /// <summary>Reads them.</summary>
    public static async Task<WeekStaff> ReadAsync(DemoFolder demo, string siteCode, CancellationToken stop)
    {
        await using DatabaseLocation custody = DatabaseLocation.Parse(demo.Folder.CustodyDatabase, readOnly: true);
        DemoUnits units = await DemoUnits.ReadAsync(custody, siteCode, stop);
        List<WeekMember> members = [];
        foreach (DemoPersona persona in demo.Personas.Where(
            one => string.Equals(one.Site, siteCode, StringComparison.Ordinal)))
        {
            IReadOnlyList<string> of = DemoFolder.Plan.Staff
                .First(one => string.Equals(one.Name, persona.Name, StringComparison.Ordinal)).Units;
            if (ActorId.TryParse(persona.StaffId, out ActorId staff))
            {
                members.Add(new(staff, persona.Name, persona.Role, of));
            }
        }

        return new(members, units.ByCode, units.Site);
    }

    /// <summary>Those of a role in a unit; where there are none, those of the role.</summary>
    public IReadOnlyList<WeekMember> Of(Role role, string? unit = null)
    {
        WeekMember[] all = [.. Members.Where(one => string.Equals(one.Role, role.ToString(), StringComparison.Ordinal))];
        WeekMember[] here = [.. all.Where(one => unit is not null && one.Units.Contains(unit, StringComparer.Ordinal))];
        return here.Length > 0 ? here : all;
    }
}
