using System.Collections.Concurrent;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: more than the budget, by asking faster than it can be counted, or by making the counter forget.
/// Means: a thousand parallel requests for the last unit; killing the custodian in their midst; setting the clock
/// back.
/// </summary>
public sealed class LastUnitTests(ITestOutputHelper output)
{
    private const int CardsPerHour = 30;
    private const int Requests = 1000;

    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task A_thousand_parallel_requests_get_exactly_one_key()
    {
        await using Occupied site = new();
        await site.InitializeAsync();
        List<SealedEntry> prey = await site.SealAsync(CardsPerHour - 1 + Requests, Compartment.Identity);
        Insider receptionist = await site.WhoAsync(Role.Receptionist);
        await SpendAsync(site, receptionist.Token, prey[..(CardsPerHour - 1)]);

        Haul haul = new(output, Requests);
        CustodianClient[] connections = [.. Enumerable.Range(0, 20).Select(_ => site.Connect())];
        await Task.WhenAll(prey.Skip(CardsPerHour - 1).Select(async (entry, i) =>
        {
            using OpenResponse card = await SealedPatients.OpenAsync(
                connections[i % connections.Length], receptionist.Token, AccessPurpose.Card, entry);
            haul.Take(card, entry);
        }));

        Assert.Equal(1, haul.Count);
        haul.AssertAtMost(1);
    }

    [Fact]
    public async Task Killing_the_custodian_in_their_midst_gives_nothing_back()
    {
        await using Occupied site = new();
        await site.InitializeAsync();
        List<SealedEntry> prey = await site.SealAsync(Requests, Compartment.Identity);
        Insider receptionist = await site.WhoAsync(Role.Receptionist);
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        Haul haul = new(output, Requests);

        // Three rounds, the first two cut by a kill when some keys are out and others are under way.
        for (int round = 0; round < 3; round++)
        {
            ConcurrentBag<Task> under = [];
            CustodianClient[] connections = [.. Enumerable.Range(0, 10).Select(_ => site.Connect())];
            int before = haul.Count;
            foreach ((int i, SealedEntry entry) in prey.Index().Skip(round * 300).Take(300))
            {
                under.Add(GrabAsync(connections[i % connections.Length], receptionist.Token, entry, haul));
                if (round < 2 && i % 300 == 12)
                {
                    await under.First();
                }
            }

            if (round < 2)
            {
                await site.Running.Custodian!.KillAsync();
            }

            await Task.WhenAll(under);
            output.WriteLine($"round {round + 1}: {haul.Count - before} keys");
            if (round < 2)
            {
                await site.Running.StartCustodianAsync();
            }
        }

        haul.AssertAtMost(CardsPerHour);
        await AssertEveryKeyHasItsLeafAsync(site, officer, receptionist.Session.StaffId, haul);
    }

    [Fact]
    public async Task A_clock_set_back_gives_nothing_back()
    {
        // Only in this process can the custodian be given a clock of ours; socket, database and core are the same.
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 90,
            Compartment.Identity);
        Haul haul = new(output, prey.Count);
        Custodian.People.StaffMember? who = null;
        foreach (TimeSpan back in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromHours(25), TimeSpan.FromDays(31)])
        {
            bed.Clock.SetBack(back);
            await bed.RestartAsync();
            (SessionToken session, who) = await bed.SignInAsync(Role.Receptionist, who);
            CustodianClient web = bed.Connect();
            foreach (SealedEntry entry in prey)
            {
                using OpenResponse card = await SealedPatients.OpenAsync(web, session, AccessPurpose.Card, entry);
                haul.Take(card, entry);
            }
        }

        haul.AssertAtMost(CardsPerHour);
    }

    private static async Task SpendAsync(Occupied site, SessionToken session, IEnumerable<SealedEntry> entries)
    {
        foreach (SealedEntry entry in entries)
        {
            using OpenResponse card = await SealedPatients.OpenAsync(site.Custodian, session, AccessPurpose.Card,
                entry);
            Assert.True(card.HasKey(0));
        }
    }

    private static async Task GrabAsync(CustodianClient connection, SessionToken session, SealedEntry entry, Haul haul)
    {
        try
        {
            using OpenResponse card = await SealedPatients.OpenAsync(connection, session, AccessPurpose.Card, entry);
            haul.Take(card, entry);
        }
        catch (CustodianUnreachableException)
        {
            // Killed before it answered: nothing was received.
            Assert.False(haul.Taken.ContainsKey(entry.Patient));
        }
    }

    private static async Task AssertEveryKeyHasItsLeafAsync(Occupied site, Insider officer, ActorId thief, Haul haul)
    {
        HashSet<(PatientId, long)> logged = [];
        CustodianClient connection = site.Connect();
        long? before = null;
        bool more = true;
        for (int page = 0; page < 50 && more; page++)
        {
            LogPage read = await connection.AskAsync(
                MessageKind.ReadLog, officer.Token,
                new LogQuery(LogEventKind.KeysReleased, thief, Before: before, Limit: LogQuery.MaxLimit),
                Json.LogQuery, Json.LogPage, CancellationToken.None);
            foreach (LogEvent one in read.Events)
            {
                logged.Add((one.Patient!.Value, one.LogIndex));
                before = one.LogIndex;
            }

            more = read.HasMore;
        }

        Assert.All(haul.Taken, taken => Assert.Contains((taken.Key, taken.Value), logged));
        Assert.True(logged.Count <= CardsPerHour, "more leaves than the budget");
    }
}
