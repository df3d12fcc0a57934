using Serment.CustodyProtocol;
using Serment.Web.Security;

namespace Serment.Web;

/// <summary>For whoever watches the servers: whether this one answers and reaches the custodian.</summary>
internal static class HealthRoutes
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/health", CheckAsync).Admits(Audience.Anyone, Budget.None);

    private static async Task<IResult> CheckAsync(CustodianClient custodian, CancellationToken stop)
    {
        try
        {
            await custodian.DescribeSitesAsync(stop);
            return Results.Text("ok");
        }
        catch (CustodianUnreachableException)
        {
            return Results.Text("custodian unreachable", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
