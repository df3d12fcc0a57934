using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the town's names and addresses, by asking for every birth date with every beginning of a name.
/// Means: a receptionist's account, whose work is to look up whoever stands at the desk; fifty connections and ten
/// sessions at once; the night; then ten such accounts; a copy of the main database, so that no lookup is wasted.
/// </summary>
public sealed class ReceptionistTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private const int Present = 400;
    private const int Connections = 50;
    private const int CardsPerHour = 30;
    private const int CardsPerDay = 120;
    private const int LookupsPerHour = 90;
    private const int SiteBreakerPerHour = 150;

    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task Fifty_parallel_sessions_share_one_persons_budget()
    {
        List<SealedEntry> prey = await site.SealAsync(Present, Compartment.Identity);
        Insider receptionist = await site.WhoAsync(Role.Receptionist);
        SessionToken[] sessions = new SessionToken[10];
        for (int i = 0; i < sessions.Length; i++)
        {
            sessions[i] = await receptionist.SignInAsync(site.Custodian);
        }

        CustodianClient[] connections = [.. Enumerable.Range(0, Connections).Select(_ => site.Connect())];
        Haul haul = new(output, Present);
        int lookups = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Present),
            new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (i, stop) =>
            {
                CustodianClient connection = connections[i % Connections];
                SessionToken session = sessions[i % sessions.Length];
                if (await LooksUpAsync(connection, session, i, stop))
                {
                    Interlocked.Increment(ref lookups);
                }

                using OpenResponse card = await SealedPatients.OpenAsync(
                    connection, session, i % 2 == 0 ? AccessPurpose.Card : AccessPurpose.Registration, prey[i]);
                haul.Take(card, prey[i]);
            });

        output.WriteLine($"lookups answered: {lookups} of {Present}");
        Assert.Equal(LookupsPerHour, lookups);
        haul.AssertAtMost(CardsPerHour);
    }

    [Fact]
    public async Task A_night_of_twelve_hours_yields_no_more_than_a_days_budget()
    {
        // The night passes by a clock of the test's, so in this process: the same custodian, socket and database.
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, Present, Compartment.Identity);
        CustodianClient web = bed.Connect();
        (SessionToken session, Custodian.People.StaffMember who) = await bed.SignInAsync(Role.Receptionist);
        Haul haul = new(output, Present);
        int next = 0;
        for (int quarter = 0; quarter < 48 && next < Present; quarter++)
        {
            (session, _) = await bed.SignInAsync(Role.Receptionist, who);
            Outcome outcome;
            do
            {
                using OpenResponse card = await SealedPatients.OpenAsync(web, session, AccessPurpose.Card, prey[next]);
                outcome = card.OutcomeOf(0);
                haul.Take(card, prey[next]);
                next += outcome == Outcome.Allowed ? 1 : 0;
            }
            while (outcome == Outcome.Allowed && next < Present);

            bed.Clock.Advance(TimeSpan.FromMinutes(15));
        }

        haul.AssertAtMost(CardsPerDay);
        Assert.Equal(CardsPerDay, haul.Count);
    }

    [Fact]
    public async Task Ten_accounts_together_stop_at_the_sites_breaker()
    {
        // The laboratory's site, so that this haul is its own.
        await using Occupied other = new();
        await other.InitializeAsync();
        List<SealedEntry> prey = await other.SealAsync(Present, Compartment.Identity);
        ConcurrentBag<SessionToken> stolen = [];
        Insider admin = await other.WhoAsync(Role.Administrator);
        Insider officer = await other.WhoAsync(Role.SecurityOfficer);
        await officer.SignInOnPagesAsync();
        for (int i = 0; i < 10; i++)
        {
            stolen.Add(await HireAsync(other, admin, officer, i));
        }

        Haul haul = new(output, Present);
        SessionToken[] tokens = [.. stolen];
        await Parallel.ForEachAsync(
            prey.Index(), new ParallelOptions { MaxDegreeOfParallelism = 10 },
            async (patient, _) =>
            {
                using OpenResponse card = await SealedPatients.OpenAsync(
                    other.Custodian, tokens[patient.Index % tokens.Length], AccessPurpose.Card, patient.Item);
                haul.Take(card, patient.Item);
            });

        LogPage alerts = await other.Custodian.AskAsync(
            MessageKind.ReadLog, officer.Token, new LogQuery(AlertsOnly: true), Json.LogQuery, Json.LogPage,
            CancellationToken.None);
        haul.AssertAtMost(SiteBreakerPerHour);
        Assert.Contains(alerts.Events, alert => string.Equals(alert.Detail, "BreakerOpened",
            StringComparison.Ordinal));
    }

    private static async Task<SessionToken> HireAsync(Occupied other, Insider admin, Insider officer, int number)
    {
        ProposalMade made = await other.Custodian.AskAsync(
            MessageKind.Propose, admin.Token,
            new ProposalDraft(
                ProposalKind.EnrolStaff, Name: "Accueil " + number.ToString(CultureInfo.InvariantCulture),
                Role: Role.Receptionist, UnitIds: []),
            Json.ProposalDraft, Json.ProposalMade, CancellationToken.None);
        (HttpStatusCode status, JsonObject approved) = await officer.TryApproveAsync(made.ProposalId);
        Assert.Equal(HttpStatusCode.OK, status);
        using Insider hired = new(other.Running);
        await hired.EnrolAsync(approved["enrolmentUrl"]!.GetValue<string>(), made.EnrolmentCode);
        return await hired.SignInAsync(other.Custodian);
    }

    private static async Task<bool> LooksUpAsync(
        CustodianClient connection, SessionToken session, int number, CancellationToken stop)
    {
        TokenRequest request = new();
        string guess = string.Create(CultureInfo.InvariantCulture,
            $"{1930 + (number % 80)}-01-01 DU{(char)('A' + (number % 26))}");
        request.Add(TokenKind.BirthDateNamePrefix, Encoding.UTF8.GetBytes(guess));
        try
        {
            return (await connection.MakeTokensAsync(request, session, stop)).Length == 1;
        }
        catch (CustodyException refused) when (refused.Status == ResponseStatus.Forbidden)
        {
            return false;
        }
    }
}
