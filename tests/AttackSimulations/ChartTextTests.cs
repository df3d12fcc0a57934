using System.Net;
using System.Text.RegularExpressions;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: to act as whoever opens a chart; to read a chart from the desk.
/// Means: a nurse's account that writes markup into every text of a chart; a receptionist's account that knows every
/// address and every number in it.
/// </summary>
[Collection(nameof(Hospital))]
public sealed partial class ChartTextTests(Hospital hospital, ITestOutputHelper output)
{
    private const string Attack = "zqrun\"><script>zq()</script><img src=x onerror=zq()><svg/onload=zq()>";

    private static readonly (string List, string Title, Dictionary<string, string> Fields)[] Items =
    [
        ("problems", "item-title", Fields(("item-note", Attack), ("item-title-code", Attack))),
        ("history", "item-title", Fields(("item-note", Attack), ("item-relative", Attack), ("item-history", "family"))),
        ("allergies", "item-substance",
            Fields(("item-note", Attack), ("item-reaction", Attack), ("item-substance-code", Attack))),
        ("vaccinations", "item-vaccine",
            Fields(("item-note", Attack), ("item-lot", Attack), ("item-on", "2020"), ("item-vaccine-code", Attack))),
        ("alerts", "item-words", Fields(("item-alert", "Other"))),
    ];

    [Fact]
    public async Task Markup_in_any_text_of_a_chart_stays_text_and_reception_reads_none_of_it()
    {
        Insider receptionist = await hospital.WhoAsync(Role.Receptionist);
        Insider nurse = await hospital.WhoAsync(Role.Nurse);
        using HttpClient desk = receptionist.BrowseWeb();
        using HttpClient ward = nurse.BrowseWeb();
        string patient = await RegisterAsync(desk);
        Assert.True(PatientId.TryParse(patient["/patients/".Length..], out PatientId id));
        await hospital.ExpectAsync([id], nurse.Session.Units[0].UnitId);

        foreach ((string list, string title, Dictionary<string, string> fields) in Items)
        {
            using HttpResponseMessage saved = await PostAsync(
                ward, $"{patient}/background/{list}/new",
                new(fields, StringComparer.Ordinal) { [title] = Attack, ["step"] = "save" });
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        }

        using HttpResponseMessage refused = await PostAsync(
            ward, $"{patient}/vitals/new", Fields(("vital-temperature", Attack), ("vital-time", Attack)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        AssertInert(refused, await refused.Content.ReadAsStringAsync());

        List<string> addresses =
        [
            patient, $"{patient}/background", $"{patient}/vitals", $"{patient}/vitals/new", $"{patient}/results",
            $"{patient}/timeline",
        ];
        string listed = await ward.GetStringAsync($"{patient}/background");
        addresses.AddRange(ItemPath().Matches(listed).Select(match => match.Value).Distinct(StringComparer.Ordinal));
        addresses.AddRange(addresses.FindAll(ItemPath().IsMatch).ConvertAll(item => item + "/history"));
        Assert.True(addresses.Count >= 16, "the chart lists fewer items than were written");
        int shown = 0;
        foreach (string address in addresses)
        {
            using HttpResponseMessage answer = await ward.GetAsync(address);
            string page = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            AssertInert(answer, page);
            shown += page.Contains("zqrun", StringComparison.Ordinal) ? 1 : 0;
        }

        using HttpResponseMessage found = await PostAsync(ward, $"{patient}/search", Fields(("words", "zqrun")));
        AssertInert(found, await found.Content.ReadAsStringAsync());
        output.WriteLine($"pages that show the text as text: {shown} of {addresses.Count}");
        Assert.True(shown >= 12);
        await AssertClosedAsync(desk, patient, addresses);
    }

    private async Task AssertClosedAsync(HttpClient desk, string patient, List<string> addresses)
    {
        int read = 0;
        foreach (string address in addresses)
        {
            using HttpResponseMessage answer = await desk.GetAsync(address);
            read += (await answer.Content.ReadAsStringAsync()).Contains("zqrun", StringComparison.Ordinal) ? 1 : 0;
            Assert.Equal(address == patient ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
            if (address != patient)
            {
                using HttpResponseMessage posted = await PostAsync(
                    desk, address.Replace("/history", "", StringComparison.Ordinal),
                    Fields(("item-title", "x"), ("step", "error"), ("seen", "1.1.1")));
                Assert.Contains(posted.StatusCode,
                    (HttpStatusCode[])
                    [HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed]);
            }
        }

        foreach (string path in (string[])
            [$"{patient}/search", $"{patient}/results/seen", $"{patient}/background/no-allergy", "/codes/diagnoses"])
        {
            using HttpResponseMessage answer = await PostAsync(
                desk, path, Fields(("words", "zqrun"), ("name", "zq"), ("result", "1.1.1")));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        output.WriteLine($"haul: {read} patients of 1");
        Assert.Equal(0, read);
    }

    private static async Task<string> RegisterAsync(HttpClient desk)
    {
        using HttpResponseMessage registered = await PostAsync(
            desk, "/patients/new",
            Fields(
                ("step", "create-anyway"), ("birthName", "Zqdossier"), ("firstGivenName", "Ines"),
                ("birthDate", "03/04/1971"), ("sex", "F"), ("birthPlace", "99999"), ("birthPlaceCode", "99999")));
        return PatientPath().Match(registered.Headers.Location!.ToString()).Value;
    }

    private static void AssertInert(HttpResponseMessage answer, string page)
    {
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>zq", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<svg/onload", page, StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<string, string> Fields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        Dictionary<string, string> form = new(StringComparer.Ordinal);
        foreach ((string name, string value) in fields)
        {
            form.Add(name, value);
        }

        return form;
    }

    private static Task<HttpResponseMessage> PostAsync(
        HttpClient browser, string path, Dictionary<string, string> form) =>
        browser.PostAsync(path, new FormUrlEncodedContent(form));

    [GeneratedRegex("/patients/[0-9a-z]{13}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PatientPath();

    [GeneratedRegex(
        "/patients/[0-9a-z]{13}/background/[a-z]+/[0-9a-z]{13}", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ItemPath();
}
