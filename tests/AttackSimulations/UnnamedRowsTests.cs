using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Appointments;
using Serment.IntegrationTests.Web;
using Serment.Records.Appointments.Schedules;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the appointments, ward, bed and isolation of somebody known, time and again, with nothing on record.
/// Means: any account that sees cards; the number of that patient, from one card paid for; the pages without names.
/// </summary>
public sealed class UnnamedRowsTests(ITestOutputHelper output)
{
    private const string Day = "2026-03-03";

    [Fact]
    public async Task Rows_without_a_name_carry_no_patient_to_search_for()
    {
        await using WebBed bed = await StartAsync();
        int[] units = [.. bed.Custody.Host.Core.People.UnitsOf(1).Select(one => one.Id)];
        (int ward, int emergency) = (units[0], units[1]);
        using Browser desk = await bed.OpenAsync(Role.Receptionist);
        string known = await RegisterAsync(desk);
        await BookAsync(desk, known, "10:00");
        await StayAsync(desk, known, "Admission", ward, "Inpatient");
        string arrived = await RegisterAsync(desk, "MADEC");
        await StayAsync(desk, arrived, "Arrival", emergency, "Emergency");

        using Browser thief = await bed.OpenAsync(Role.Nurse);
        int hits = 0;
        foreach (string page in (string[])
            [$"/agenda?day={Day}&s=1&names=none", $"/agenda?view=week&day={Day}&s=1.2&names=none",
                $"/beds/{ward}", $"/emergency/{emergency}", "/beds", "/waiting"])
        {
            string text = (await thief.GetAsync(page)).Text;
            hits += text.Contains(known, StringComparison.Ordinal) ? 1 : 0;
            hits += text.Contains(arrived, StringComparison.Ordinal) ? 1 : 0;
        }

        output.WriteLine($"haul: {hits} whereabouts of 2 patients");
        Assert.Equal(0, hits);
        Answer agenda = await thief.GetAsync($"/agenda?day={Day}&s=1&names=none");
        Assert.Single(agenda.Page.QuerySelectorAll(".appointment"));
        Assert.Empty(agenda.Page.QuerySelectorAll("[data-patient], [data-version], [data-movable]"));
        Answer board = await thief.GetAsync($"/beds/{ward}");
        Assert.Single(board.Page.QuerySelectorAll(".bed-patient"));
        Assert.Empty(board.Page.QuerySelectorAll("[data-drag], .bed-patient [name='seen']"));
        Assert.Empty((await thief.GetAsync($"/emergency/{emergency}")).Page.QuerySelectorAll("li [name='seen']"));
    }

    [Fact]
    public async Task Trying_the_numbers_of_unnamed_appointments_with_a_known_patient_is_on_record_each_time()
    {
        const int Strangers = 4;
        await using WebBed bed = await StartAsync();
        using Browser desk = await bed.OpenAsync(Role.Receptionist);
        string known = await RegisterAsync(desk);
        for (int i = 0; i < Strangers; i++)
        {
            await BookAsync(desk, await RegisterAsync(desk, $"NOM{(char)('A' + i)}"), $"{9 + (i / 3):00}:{20 * (i % 3):00}");
        }

        using Browser thief = await bed.OpenAsync(Role.Nurse);
        Answer agenda = await thief.GetAsync($"/agenda?day={Day}&s=1&names=none");
        string[] numbers =
            [.. agenda.Page.QuerySelectorAll(".appointment").Select(one => one.GetAttribute("data-appointment")!)];
        Assert.Equal(Strangers, numbers.Length);
        foreach (string number in numbers)
        {
            long before = bed.Custody.Host.Core.Log.Size;
            Assert.Equal(404, (await thief.GetAsync($"/appointments/{known}/{number}")).Status);
            Assert.True(bed.Custody.Host.Core.Log.Size > before, "a number was tried and nothing recorded it");
        }

        // Without the patient's number the page opens as it does from the agenda: it finds whose it is, and charges it.
        Answer opened = await thief.GetAsync($"/appointments/{numbers[0]}");
        Assert.Equal(200, opened.Status);
        Assert.Contains("NOMA", opened.Text, StringComparison.Ordinal);
    }

    /// <summary>A web server with one practitioner's agenda and a room's.</summary>
    internal static async Task<WebBed> StartAsync()
    {
        WebBed bed = await WebBed.StartAsync();
        (_, StaffMember physician) = await bed.Custody.SignInAsync(Role.Physician);
        await using DatabaseLocation main = DatabaseLocation.Parse(bed.MainDatabase);
        await Consultations.FillAsync(
            new SaveAgendas(main), physician.Id, bed.Custody.Host.Core.People.UnitsOf(1)[0].Id);
        return bed;
    }

    /// <summary>Books in the practitioner's agenda.</summary>
    internal static async Task BookAsync(Browser desk, string patient, string time)
    {
        Answer booked = await desk.PostAsync(
            $"/patients/{patient}/book",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["kind"] = "1", ["schedule"] = "1", ["step"] = "book", ["day"] = Day, ["time"] = time,
            });
        Assert.Equal(302, booked.Status);
    }

    /// <summary>Registers somebody.</summary>
    internal static async Task<string> RegisterAsync(Browser desk, string name = "LE GALL") =>
        (await desk.PostAsync("/patients/new", PageForms.Person(name, "ENORA", "create-anyway")))
            .Location!.Split('/')[2];

    private static async Task StayAsync(Browser desk, string patient, string kind, int unit, string stayClass)
    {
        Dictionary<string, string> fields = PageForms.FieldsOf(
            await desk.GetAsync($"/patients/{patient}/stays/move?kind={kind}"));
        fields["stay-place"] = $"{unit}:";
        fields["stay-class"] = stayClass;
        Assert.Equal(302, (await desk.PostAsync($"/patients/{patient}/stays/move", fields)).Status);
    }
}
