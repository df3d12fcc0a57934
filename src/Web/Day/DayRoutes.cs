using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Schedules;
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
        Visitor me, ExpectedList list, CountExpected count, ReadAgendas agendas, ListImports imports,
        RecordDoor door, CustodianClient custodian,
        CancellationToken stop)
    {
        DayModel model = new();
        if (me.Meets(Audience.OpensCards))
        {
            IReadOnlyList<UnitDescription> offered = await ExpectedRoutes.UnitsAsync(me, custodian, stop);
            IReadOnlyList<UnitDescription> units = ExpectedRoutes.ShownUnasked(me, offered);
            long stamp = await list.StampAsync(me.Session.SiteCode, me.Today, me.Today, stop);
            AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
            bool hasAgenda = setup.Schedules.Any(one => one.IsActive && one.Staff == me.Session.StaffId);
            IReadOnlyList<ExpectedPatient> expected = await list.RunAsync(
                me.Token, me.Session.SiteCode, me.Today,
                new([.. units.Select(one => one.UnitId)], hasAgenda ? me.Session.StaffId : null), stop);
            model = model with
            {
                Units = units,
                Stamp = stamp,
                HasAgenda = hasAgenda,
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
