using Serment.Web.Patients;
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
    }
}
