using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.QualityControl;
using Serment.Web.Security;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>What every page of quality control needs.</summary>
internal sealed class ControlPages(RecordDoor door, Catalogues catalogues, CustodianClient custodian)
{
    /// <summary>Names of analyses and people, in the visitor's language.</summary>
    public async Task<ControlNames> NamesAsync(Visitor me, CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(me.Session.SiteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
        IReadOnlyDictionary<ActorId, string> staff = await StaffNames.AllAsync(me, custodian, stop);
        return new(await catalogues.CurrentAsync(site, stop), staff, me.Texts);
    }

    /// <summary>A badge's class of a standing.</summary>
    public static string ClassOf(ControlStanding standing) => standing switch
    {
        ControlStanding.Good => "good",
        ControlStanding.Warning or ControlStanding.Overdue => "warn",
        ControlStanding.Rejected => "danger",
        _ => "",
    };

    /// <summary>A badge's class of a verdict.</summary>
    public static string ClassOf(ControlVerdict verdict) => verdict switch
    {
        ControlVerdict.Good => "good",
        ControlVerdict.Warning => "warn",
        ControlVerdict.Rejected => "danger",
        _ => "",
    };
}
