using System.Collections.Concurrent;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys;

/// <summary>What a page weighs on the wire, and where it asks.</summary>
[Collection(nameof(Clinic))]
public sealed class PageWeightTests(Clinic clinic)
{
    private const int MaxFirstVisitBytes = 300 * 1024;
    private const int MaxNextVisitBytes = 40 * 1024;

    [Theory]
    [InlineData("Receptionist", "/")]
    [InlineData("Nurse", "/")]
    [InlineData("Physician", "/")]
    public async Task A_first_visit_and_the_next_stay_small_and_ask_nobody_else(string role, string path)
    {
        await using Desk desk = await clinic.SignInAsync(role);
        ICDPSession network = await desk.Page.Context.NewCDPSessionAsync(desk.Page);
        ConcurrentDictionary<string, long> bytes = new(StringComparer.Ordinal);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.clearBrowserCache");
        network.Event("Network.loadingFinished").OnEvent += (_, told) =>
            bytes[told!.Value.GetProperty("requestId").GetString()!] =
                (long)told.Value.GetProperty("encodedDataLength").GetDouble();
        ConcurrentBag<string> elsewhere = [];
        desk.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(clinic.Serment.Web, StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };

        await desk.VisitAsync(path);
        await desk.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        long first = bytes.Values.Sum();
        Assert.InRange(first, 1, MaxFirstVisitBytes);

        bytes.Clear();
        await desk.VisitAsync(path);
        await desk.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        long next = bytes.Values.Sum();
        Assert.InRange(next, 1, MaxNextVisitBytes);
        Assert.Empty(elsewhere);
    }
}
