using Serment.Web.Access;
using Serment.Web.Appointments;
using Serment.Web.Charts.Items;
using Serment.Web.Charts.Laboratory;
using Serment.Web.Charts.Search;
using Serment.Web.Charts.Vitals;
using Serment.Web.Care;
using Serment.Web.Day;
using Serment.Web.Downtime;
using Serment.Web.Medications;
using Serment.Web.Coverages;
using Serment.Web.Documents;
using Serment.Web.Encounters;
using Serment.Web.Handovers;
using Serment.Web.Laboratory;
using Serment.Web.Laboratory.Specimens;
using Serment.Web.Laboratory.Bench;
using Serment.Web.Laboratory.Orders;
using Serment.Web.Laboratory.Statistics;
using Serment.Web.Notes;
using Serment.Web.Oversight;
using Serment.Web.Patients;
using Serment.Web.People;
using Serment.Web.Practitioners;
using Serment.Web.Serving;
using Serment.Web.SignIn;

namespace Serment.Web;

/// <summary>All endpoints, feature by feature. <c>docs/endpoints.md</c> lists them with their rules.</summary>
internal static class Routes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        Assets.Map(app);
        SignInRoutes.Map(app);
        HealthRoutes.Map(app);
        FindRoutes.Map(app);
        RegisterRoutes.Map(app);
        ChartRoutes.Map(app);
        DocumentRoutes.Map(app);
        CoverageRoutes.Map(app);
        HealthCardRoutes.Map(app);
        IdentityCheckRoutes.Map(app);
        NoteRoutes.Map(app);
        NoteEditRoutes.Map(app);
        TemplateRoutes.Map(app);
        ItemRoutes.Map(app);
        CodeRoutes.Map(app);
        VitalRoutes.Map(app);
        CarePlanRoutes.Map(app);
        ResultRoutes.Map(app);
        OrderRoutes.Map(app);
        RequestRoutes.Map(app);
        LaboratorySetupRoutes.Map(app);
        TimelineRoutes.Map(app);
        HandoverRoutes.Map(app);
        DayRoutes.Map(app);
        LaboratoryRoutes.Map(app);
        StatisticsRoutes.Map(app);
        ExpectedRoutes.Map(app);
        AskRoutes.Map(app);
        CareRoutes.Map(app);
        StandingInRoutes.Map(app);
        AgendaRoutes.Map(app);
        SeriesRoutes.Map(app);
        ToMoveRoutes.Map(app);
        SlotSearchRoutes.Map(app);
        BookRoutes.Map(app);
        AppointmentRoutes.Map(app);
        SetupRoutes.Map(app);
        ExceptionRoutes.Map(app);
        StayRoutes.Map(app);
        BoardRoutes.Map(app);
        EmergencyRoutes.Map(app);
        LocationRoutes.Map(app);
        DowntimeRoutes.Map(app);
        OversightRoutes.Map(app);
        PeopleRoutes.Map(app);
        PasskeyRoutes.Map(app);
        DrugRoutes.Map(app);
        MedicationRoutes.Map(app);
        CorrectionRoutes.Map(app);
        LineRoutes.Map(app);
        PaperRoutes.Map(app);
        PlanRoutes.Map(app);
        RoundRoutes.Map(app);
        PracticeRoutes.Map(app);
        ReceptionRoutes.Map(app);
        CollectionRoutes.Map(app);
        VisitRoundRoutes.Map(app);
        NonConformityRoutes.Map(app);
        StorageRoutes.Map(app);
        SendingRoutes.Map(app);
        LabelRoutes.Map(app);
        WorklistRoutes.Map(app);
    }
}
