using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.IntegrationTests.Web.Charts;

/// <summary>A patient whom the first unit expects, and a nurse of that unit before her chart.</summary>
internal sealed class ChartBed : IAsyncDisposable
{
    private ChartBed(WebBed web, string patient, Browser nurse)
    {
        Web = web;
        Patient = patient;
        Nurse = nurse;
    }

    public WebBed Web { get; }

    public string Patient { get; }

    public string Root => $"/patients/{Patient}";

    public Browser Nurse { get; }

    public static async Task<ChartBed> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite)
    {
        WebBed web = await WebBed.StartAsync(engine);
        string patient = await ChartPatient.ExpectAsync(web);
        return new(web, patient, await web.OpenAsync(Role.Nurse, ChartPatient.Unit));
    }

    public async ValueTask DisposeAsync()
    {
        Nurse.Dispose();
        await Web.DisposeAsync();
    }
}
