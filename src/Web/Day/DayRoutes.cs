using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Laboratory;
using Serment.RecordAccess;
using Serment.Web.Access;
using Serment.Web.Appointments;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Day;

/// <summary>The page that everybody begins with.</summary>
internal static class DayRoutes
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/", ShowAsync).Admits(Audience.SignedIn, Budget.OnePatientPerRow);

    private static async Task<IResult> ShowAsync(
        Visitor me, ExpectedList list, CountExpected count, ListImports imports, RecordDoor door,
        CustodianClient custodian,
        CancellationToken stop)
    {
        DayModel model = new();
        if (me.Meets(Audience.OpensCards))
        {
            IReadOnlyList<UnitDescription> offered = await ExpectedRoutes.UnitsAsync(me, custodian, stop);
            IReadOnlyList<UnitDescription> units = ExpectedRoutes.ShownUnasked(me, offered);
            IReadOnlyList<ExpectedPatient> expected = await list.RunAsync(
                me.Token, me.Session.SiteCode, me.Today, [.. units.Select(one => one.UnitId)], stop);
            model = model with
            {
                Units = units,
                Expected = expected,
                Elsewhere = await ExpectedRoutes.ElsewhereAsync(me.Today, offered, expected.Count, me, count, stop),
            };
        }

        model = model with { Requests = await AskRoutes.ReadAsync(me, custodian, door, stop) };
        if (me.Meets(Audience.WorksInLaboratory))
        {
            model = model with { Imports = await imports.RunAsync(me.Session.SiteCode, stop) };
        }

        return Page.Show<DayPage>(model);
    }
}
