using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>
/// Sessions in the words of the protocol: one's own with what it opens, and the site's for those in charge.
/// </summary>
internal sealed class SessionDescriptions(
    Sessions sessions, PeopleDirectory people, Covers covers, EvidenceSeams seams)
{
    /// <summary>One's own session; null when it has ended meanwhile.</summary>
    public SessionDescription? Describe(SessionId id, DateTimeOffset now)
    {
        if (sessions.Find(id) is not LiveSession session || people.Find(session.Staff) is not StaffMember member)
        {
            return null;
        }

        SessionAccess access = seams.AccessOf(member.Role);
        IReadOnlyList<CoverDescription> concerning = covers.DescribeNow(member.Id, now);
        HashSet<int> units = [.. member.UnitIds, .. covers.UnitsNow(member.Id, now)];
        return new(
            session.Id, member.Id, member.Name, member.Role, people.SiteOf(member.Site)?.Code ?? "",
            people.Describe(units), access.Reads, access.Writes, access.OpensCards, access.ConfirmsSensitive,
            session.IdleEnd, session.AbsoluteEnd, seams.ReadMeters(member.Id, member.Role, member.Site, now),
            RevokePasskey.NewOf(member, now), concerning.Count == 0 ? null : concerning);
    }

    /// <summary>The live sessions of a site, newest first.</summary>
    public SessionList List(short site, DateTimeOffset now) =>
        new([
            .. sessions.Of(site, now)
                .OrderByDescending(session => session.Begun)
                .Select(session => (session, member: people.Find(session.Staff)))
                .Where(pair => pair.member is not null)
                .Select(pair => Summarise(pair.session, pair.member!, now)),
        ]);

    private SessionSummary Summarise(LiveSession session, StaffMember member, DateTimeOffset now)
    {
        IReadOnlyList<MeterReading> meters = seams.ReadMeters(member.Id, member.Role, member.Site, now);
        return new(
            session.Id, member.Id, member.Name, member.Role, people.SiteOf(member.Site)?.Code ?? "", session.Begun,
            session.LastSeen, LastHour(meters, MeterKind.InCare), LastHour(meters, MeterKind.OffPattern),
            LastHour(meters, MeterKind.Lookup));
    }

    private static int LastHour(IReadOnlyList<MeterReading> meters, MeterKind kind) =>
        meters.FirstOrDefault(meter => meter.Kind == kind && meter.WindowHours == 1)?.Spent ?? 0;
}
