using System.Collections.Frozen;
using Serment.Custodian.Log;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.People;

/// <summary>Somebody invited in the first transaction, with the one-time secret that is shown once.</summary>
internal sealed record Invitation(ActorId Staff, short Site, string Name, Role Role, string Secret);

/// <summary>A made-up member of staff of a demo folder.</summary>
public sealed record DemoPersona(string Name, Role Role, IReadOnlyList<string> UnitCodes);

/// <summary>
/// Who exists before anybody can approve: two founders, and in a data folder created as a demo its personas. Everything
/// here runs inside the transaction that creates the site, and refuses a site that has staff already.
/// </summary>
internal static class Founding
{
    /// <summary>Personas of one site.</summary>
    public const int MaxPersonas = 100;

    /// <summary>Creates units and staff of a new site; every one is in the log.</summary>
    public static IReadOnlyList<Invitation> Run(
        Turn turn, PeopleDirectory people, short site, Establishment establishment, IReadOnlyList<DemoPersona> personas)
    {
        if (turn.Scalar("SELECT 1 FROM staff WHERE site = @p1", site) is not null || personas.Count > MaxPersonas)
        {
            throw new InvalidOperationException("a site is founded once, and by few");
        }

        Dictionary<string, int> units = new(StringComparer.Ordinal);
        foreach (EstablishmentUnit unit in establishment.Units)
        {
            SiteUnit made = PeopleRows.InsertUnit(turn, site, unit.Code, unit.Name);
            units[unit.Code] = made.Id;
            people.FollowUnit(turn, made);
        }

        people.FollowSite(turn, new(site, establishment.Code, establishment.Name));
        return
        [
            .. establishment.Founders.Select(founder => Invite(turn, people, site, founder.Name, founder.Role, [])),
            .. personas.Select(persona =>
                Invite(turn, people, site, persona.Name, persona.Role, persona.UnitCodes.Select(code => units[code]))),
        ];
    }

    private static Invitation Invite(
        Turn turn, PeopleDirectory people, short site, string name, Role role, IEnumerable<int> units)
    {
        StaffMember member = new(ActorId.New(), site, name, role, StaffState.Invited, units.ToFrozenSet(), []);
        PeopleRows.Insert(turn, member);
        people.FollowStaff(turn, member.Id);

        // Nobody acts here but the first start itself: actor zero. The code is the role.
        turn.Append(LogLeaf.Event(
            LogEventKind.Approved, site, default, new EventBody { Subject = member.Id.Value, Code = (byte)role }));
        return new(member.Id, site, name, role, Enrolments.Create(turn, member.Id, codeMac: null));
    }
}
