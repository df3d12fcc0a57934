using Serment.AttackSimulations.Means;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Appointments;
using Serment.IntegrationTests.Web;
using Serment.Records.Appointments.Schedules;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the names of all who have an appointment; or anybody's record, by booking her first.
/// Means: a receptionist's account or stolen session, which books and looks at agendas all day; every page of them,
/// week after week, with all names asked for.
/// </summary>
public sealed class AgendaSweepTests(ITestOutputHelper output)
{
    private const int Present = 60;
    private const int CardsPerHour = 30;

    [Fact]
    public async Task Booking_somebody_in_order_to_look_opens_nothing()
    {
        await using Consultations clinic = await Consultations.StartAsync(DatabaseEngine.Sqlite);
        CustodyBed bed = clinic.Bed.Custody;
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 6, Compartment.Clinical);
        (_, StaffMember thief) = await bed.SignInAsync(
            Role.Physician, null, bed.Host.Core.People.UnitsOf(1)[0].Id);
        (SessionToken Token, SessionDescription Who) session = await clinic.SignInAsync(Role.Physician, thief);

        // Six cards are all that strangers cost a physician in an hour; each is booked into her own unit for today.
        for (int i = 0; i < prey.Count; i++)
        {
            await SealedPatients.AskAsync(clinic.Web, session.Token, AccessPurpose.Card, prey[i].Patient);
            await clinic.BookAsync(session, prey[i].Patient, 540 + (20 * i));
        }

        Assert.Equal(prey.Count, (await clinic.RowsAsync()).Count);
        bed.Clock.Advance(TimeSpan.FromHours(24));
        session = await clinic.SignInAsync(Role.Physician, thief);
        Haul haul = new(output, prey.Count);
        using OpenResponse opened = await SealedPatients.OpenAsync(
            clinic.Web, session.Token, AccessPurpose.Care, prey);
        haul.Take(opened, prey);
        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task A_stolen_session_that_asks_every_week_for_every_name_stops_at_its_allowance()
    {
        await using WebBed bed = await WebBed.StartAsync();
        (_, StaffMember physician) = await bed.Custody.SignInAsync(Role.Physician);
        await using (DatabaseLocation main = DatabaseLocation.Parse(bed.MainDatabase))
        {
            await Consultations.FillAsync(
                new SaveAgendas(main), physician.Id, bed.Custody.Host.Core.People.UnitsOf(1)[0].Id);
        }

        await FillAsync(bed);
        using Browser stolen = await bed.OpenAsync(Role.Receptionist);
        HashSet<string> names = new(StringComparer.Ordinal);
        int slots = 0;
        for (int week = 0; week < 12; week++)
        {
            string day = new DateOnly(2026, 3, 3).AddDays(7 * week).ToString(
                "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            foreach (string view in (string[])["view=week&s=1", "view=week&s=1.2", "view=day&s=1"])
            {
                Answer page = await stolen.GetAsync($"/agenda?{view}&day={day}&names=all");
                names.UnionWith(page.Page.QuerySelectorAll(".who").Select(name => name.TextContent.Trim()));
                slots += page.Page.QuerySelectorAll(".appointment").Length;
            }
        }

        // The day's list and each appointment's own page are no way round.
        for (int i = 0; i < 5; i++)
        {
            await stolen.GetAsync("/waiting?names=all");
            await stolen.GetAsync("/expected?unit=1&day=2026-03-03");
        }

        Assert.True(slots >= Present, "the agendas were not full");
        output.WriteLine($"haul: {names.Count} patients of {Present}");
        Assert.InRange(names.Count, 1, CardsPerHour);
    }

    /// <summary>Sixty people, registered and booked by six other desks.</summary>
    private static async Task FillAsync(WebBed bed)
    {
        for (int desk = 0; desk < 6; desk++)
        {
            using Browser reception = await bed.OpenAsync(Role.Receptionist);
            for (int i = 0; i < Present / 6; i++)
            {
                Dictionary<string, string> person = PageForms.Person($"NOM{Letters((desk * 10) + i)}", "ANNE", "create-anyway");
                Answer made = await reception.PostAsync("/patients/new", person);
                string patient = made.Location!.Split('/')[2];
                int minute = 540 + (20 * (i % 9));
                Answer booked = await reception.PostAsync(
                    $"/patients/{patient}/book",
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["kind"] = "1", ["schedule"] = "1", ["step"] = "book",
                        ["day"] = new DateOnly(2026, 3, 3).AddDays((7 * desk) + (i / 9)).ToString(
                            "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                        ["time"] = SlotText(minute),
                    });
                Assert.Equal(302, booked.Status);
            }
        }
    }

    private static string Letters(int number) => $"{(char)('A' + (number / 26))}{(char)('A' + (number % 26))}";

    private static string SlotText(int minute) => Serment.Web.Appointments.SlotText.Clock(minute);
}
