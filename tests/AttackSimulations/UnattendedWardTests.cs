using Serment.CustodyProtocol;
using Serment.IntegrationTests.Web;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the patients of a ward, from a computer that somebody left with a live list on it.
/// Means: the page as it stands, which asks for its list by itself for as long as it is left.
/// </summary>
public sealed class UnattendedWardTests
{
    [Theory]
    [InlineData("/agenda/stamp", null)]
    [InlineData("/care-requests/stamp", null)]
    [InlineData("/expected", "Sec-Fetch-Mode")]
    [InlineData("/expected", "X-Serment-Background")]
    public async Task A_page_that_asks_by_itself_does_not_keep_its_session(string path, string? header)
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse);
        Assert.Equal(200, (await nurse.GetAsync("/expected")).Status);
        for (int minutes = 0; minutes < 18; minutes += 6)
        {
            bed.Custody.Clock.Advance(TimeSpan.FromMinutes(6));
            Assert.Equal(200, await AskAsync(bed, nurse, path, header));
        }

        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(401, (await nurse.GetAsync("/expected")).Status);
    }

    [Fact]
    public async Task Somebody_who_works_keeps_hers()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse);
        for (int minutes = 0; minutes < 60; minutes += 15)
        {
            bed.Custody.Clock.Advance(TimeSpan.FromMinutes(15));
            Assert.Equal(200, (await nurse.GetAsync("/expected")).Status);
        }
    }

    private static async Task<int> AskAsync(WebBed bed, Browser nurse, string path, string? header)
    {
        using HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using HttpRequestMessage request = new(HttpMethod.Get, bed.Origin + path);
        request.Headers.Add("Cookie", $"serment={nurse.Token.ToCookie()}");
        if (header is not null)
        {
            request.Headers.Add(header, "cors");
        }

        using HttpResponseMessage answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
