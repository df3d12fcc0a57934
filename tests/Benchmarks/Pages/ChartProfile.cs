using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts;
using Serment.Web;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Benchmarks.Pages;

/// <summary>Where the time of a chart goes, part by part: medians, printed beside the table.</summary>
internal static class ChartProfile
{
    public static async Task PrintAsync(
        PageStage stage, PlainRows plain, IServiceProvider services, PatientId patient, SessionToken session, int iterations)
    {
        SessionDescription description = await stage.Client.DescribeSessionAsync(session, CancellationToken.None);
        EntrySelection reads = EntrySelection.Of(CompartmentSet.From(description.Reads), OpenChart.Types);
        DateOnly today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        (OpenedRecord record, int sensitive) = await plain.RecordAsync(patient, reads, CancellationToken.None);
        await TellAsync("a question to the custodian that spends nothing", iterations, async () =>
            await stage.Client.DescribeSessionAsync(session, CancellationToken.None));
        await TellAsync("a release without keys: spend, append, commit", iterations, async () =>
        {
            OpenRequest request = new(AccessPurpose.Care);
            request.BeginPatient(patient);
            using OpenResponse response = await stage.Client.OpenAsync(request, session, CancellationToken.None);
        });
        await TellAsync("door: rows, release with keys, decryption", iterations, async () =>
        {
            using OpenResult opened = await stage.Door.OpenAsync(
                patient, reads, new(session, AccessPurpose.Care), CancellationToken.None);
        });
        await TellAsync("sealed rows", iterations, async () =>
        {
            await using DbConnection connection = await stage.Main.OpenAsync(CancellationToken.None);
            await SealedRows.NewestAsync(
                connection, stage.Main.Engine, new[] { patient.Value }, reads, OpenRequest.MaxEntries,
                CancellationToken.None);
        });
        await TellAsync("rows in clear", iterations, async () =>
            (await plain.RecordAsync(patient, reads, CancellationToken.None)).Record.Dispose());
        await TellAsync("parsing", iterations, () =>
        {
            PlainServer.ViewOf(record, sensitive, today);
            return Task.CompletedTask;
        });
        await TellAsync("rendering", iterations, async () =>
        {
            using IServiceScope scope = services.CreateScope();
            Visitor me = scope.ServiceProvider.GetRequiredService<Visitor>();
            me.Speak(null);
            me.Present(session);
            me.Admit(description);
            await Page.RenderAsync<ChartPage>(
                scope.ServiceProvider, new ChartModel(PlainServer.ViewOf(record, sensitive, today), false), TextWriter.Null);
        });
    }

    private static async Task TellAsync(string part, int iterations, Func<Task> work)
    {
        Samples samples = new();
        for (int i = 0; i < iterations; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await work();
            samples.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {samples.At(50),8:F2} ms p50 {samples.At(99),8:F2} ms p99  {part}"));
    }
}
