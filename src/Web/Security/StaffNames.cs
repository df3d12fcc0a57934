using Serment.CustodyProtocol;

namespace Serment.Web.Security;

/// <summary>A colleague's name, for roles that the custodian tells it to.</summary>
internal static class StaffNames
{
    /// <summary>The name; null when it is not told.</summary>
    public static async Task<string?> OfAsync(
        ActorId? actor, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (actor == me.Session.StaffId)
        {
            return me.Session.Name;
        }

        try
        {
            StaffList list = await custodian.ListStaffAsync(me.Token, stop);
            return list.Staff.FirstOrDefault(one => one.StaffId == actor)?.Name;
        }
        catch (CustodyException e) when (e.Status == ResponseStatus.Forbidden)
        {
            return null;
        }
    }
}
