using Serment.CustodyProtocol;

namespace Serment.Web.Security;

/// <summary>A colleague's name, for roles that the custodian tells it to.</summary>
internal static class StaffNames
{
    /// <summary>The names of everybody of the house.</summary>
    public static async Task<IReadOnlyDictionary<ActorId, string>> AllAsync(
        Visitor me, CustodianClient custodian, CancellationToken stop) =>
        (await custodian.ListStaffAsync(me.Token, stop)).Staff.ToDictionary(one => one.StaffId, one => one.Name);

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
