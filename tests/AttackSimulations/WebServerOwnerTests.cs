using System.Text.Json;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: everybody, at once.
/// Means: the web server itself: its socket to the custodian, the main database with every wrapped key, the live
/// sessions of whoever is signed in, everything that passed by, and the key files of the machine clients.
/// </summary>
public sealed class WebServerOwnerTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private const int Present = 300;
    private const int ReceptionCardsPerHour = 30;
    private const int NurseInCarePerHour = 80;

    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task A_live_session_gives_no_more_than_its_owners_budgets()
    {
        List<SealedEntry> prey = await site.SealAsync(Present, Compartment.Identity, Compartment.Clinical);
        Insider receptionist = await site.WhoAsync(Role.Receptionist);
        Haul haul = new(output, Present);
        foreach (SealedEntry[] part in prey.Chunk(OpenRequest.MaxPatients))
        {
            foreach (AccessPurpose purpose in Enum.GetValues<AccessPurpose>())
            {
                using OpenResponse opened = await SealedPatients.OpenAsync(
                    site.Custodian, receptionist.Token, purpose, part);
                haul.Take(opened, part);
            }
        }

        haul.AssertAtMost(ReceptionCardsPerHour);
    }

    [Fact]
    public async Task Recorded_bytes_played_again_open_nobody_new_and_nothing_after_sign_out()
    {
        List<SealedEntry> prey = await site.SealAsync(1, Compartment.Identity);
        Insider clerk = await site.WhoAsync(Role.BillingClerk);
        SessionToken session = await clerk.SignInAsync(site.Custodian);
        using Wire wire = await Wire.ConnectAsync(site.Running);
        byte[] recorded = wire.FrameOf(MessageKind.OpenEntries, session, PayloadOf(AccessPurpose.Card, prey));
        Haul haul = new(output, 1);
        int before = await SpentOffPatternAsync(session);
        for (int i = 0; i < 100; i++)
        {
            (ResponseStatus status, byte[] answer) = await wire.SendAsync(recorded);
            Assert.Equal(ResponseStatus.Ok, status);
            using OpenResponse opened = OpenResponse.Read(answer, 1, 1);
            haul.Take(opened, prey);
        }

        haul.AssertAtMost(1);
        Assert.Equal(before + 1, await SpentOffPatternAsync(session));
        await site.Custodian.AskAsync(
            MessageKind.SignOut, session, Nothing.Instance, Json.Nothing, Json.Nothing, CancellationToken.None);
        Assert.Equal(ResponseStatus.NotSignedIn, (await wire.SendAsync(recorded)).Status);
    }

    [Fact]
    public async Task Invented_tokens_and_staff_ids_are_nobody()
    {
        List<SealedEntry> prey = await site.SealAsync(1, Compartment.Identity);
        Insider victim = await site.WhoAsync(Role.Nurse);
        Haul haul = new(output, 1);
        byte[] almost = victim.Token.Bytes.ToArray();
        almost[^1] ^= 1;
        byte[] staff = new byte[SessionToken.LengthBytes];
        BitConverter.TryWriteBytes(staff, victim.Session.StaffId.Value);
        byte[] session = new byte[SessionToken.LengthBytes];
        BitConverter.TryWriteBytes(session, victim.Session.SessionId.Value);
        foreach (SessionToken forged in (SessionToken[])
            [SessionToken.New(), SessionToken.From(almost), SessionToken.From(staff), SessionToken.From(session),
                SessionToken.From(new byte[SessionToken.LengthBytes])])
        {
            CustodyException refused = await Assert.ThrowsAsync<CustodyException>(
                () => SealedPatients.OpenAsync(site.Custodian, forged, AccessPurpose.Card, prey));
            Assert.Equal(ResponseStatus.NotSignedIn, refused.Status);
        }

        using Wire wire = await Wire.ConnectAsync(site.Running);
        Assert.Equal(
            ResponseStatus.NotSignedIn,
            (await wire.AskAsync(MessageKind.OpenEntries, null, PayloadOf(AccessPurpose.Card, prey))).Status);
        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task Says_that_somebody_touched_and_is_not_believed()
    {
        PatientId stranger = (await site.SealAsync(1, Compartment.Clinical))[0].Patient;
        Insider nurse = await site.WhoAsync(Role.Nurse);
        CeremonyBegun begun = await site.Custodian.AskAsync(
            MessageKind.BeginStepUp, nurse.Token, new(StepUpKind.OffPattern, stranger), Json.StepUpRequest,
            Json.CeremonyBegun, CancellationToken.None);
        foreach (string invented in (string[])["{}",
            """{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}"""])
        {
            CustodyException refused = await Assert.ThrowsAsync<CustodyException>(() => site.Custodian.AskAsync(
                MessageKind.CompleteStepUp, nurse.Token, new(begun.CeremonyId, invented), Json.CeremonyAnswer,
                Json.StepUpGranted, CancellationToken.None));
            Assert.Contains(refused.Status, (ResponseStatus[])[ResponseStatus.Forbidden, ResponseStatus.BadRequest]);
        }

        (Outcome outcome, _) = await SealedPatients.AskAsync(
            site.Custodian, nurse.Token, AccessPurpose.Care, stranger);
        Assert.Equal(Outcome.StepUp, outcome);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("agenda")]
    public async Task A_machine_clients_key_opens_nothing(string client)
    {
        List<SealedEntry> prey = await site.SealAsync(20, Compartment.Identity);
        CustodianClient machine = site.ConnectClient(client);
        Haul haul = new(output, prey.Count);
        ListedRights(await machine.AskAsync(
            MessageKind.ListUnits, null, Nothing.Instance, Json.Nothing, Json.UnitList, CancellationToken.None));

        // The client type sends an opening only with a session: any token will do, the connection is the machine's.
        foreach (AccessPurpose purpose in Enum.GetValues<AccessPurpose>())
        {
            CustodyException refused = await Assert.ThrowsAsync<CustodyException>(
                () => SealedPatients.OpenAsync(machine, SessionToken.New(), purpose, prey));
            Assert.Contains(refused.Status, (ResponseStatus[])[ResponseStatus.Forbidden, ResponseStatus.NotSignedIn]);
        }

        haul.AssertAtMost(0);

        static void ListedRights(UnitList units) => Assert.NotEmpty(units.Units);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("agenda")]
    public async Task A_machine_client_that_asks_to_open_without_any_session_gets_nothing_and_is_told_of(string client)
    {
        List<SealedEntry> prey = await site.SealAsync(20, Compartment.Identity);
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        using Wire wire = await Wire.ConnectAsync(site.Running);
        ActorId machine = await ProveAsync(wire, Path.Combine(site.Running.Data, "clients", $"{client}-CLINIQUE.pem"));
        Haul haul = new(output, prey.Count);
        for (int i = 0; i < 100; i++)
        {
            foreach (AccessPurpose purpose in Enum.GetValues<AccessPurpose>())
            {
                (ResponseStatus status, byte[] answer) = await wire.AskAsync(
                    MessageKind.OpenEntries, null, PayloadOf(purpose, prey));
                if (status == ResponseStatus.Ok)
                {
                    using OpenResponse opened = OpenResponse.Read(answer, prey.Count, prey.Count);
                    haul.Take(opened, prey);
                }

                Assert.Equal(ResponseStatus.Forbidden, status);
                Assert.True(prey.TrueForAll(entry => answer.AsSpan().IndexOf(entry.Key) < 0));
            }
        }

        haul.AssertAtMost(0);
        LogPage alerts = await site.Custodian.AskAsync(
            MessageKind.ReadLog, officer.Token, new LogQuery(Actor: machine), Json.LogQuery, Json.LogPage,
            CancellationToken.None);
        Assert.InRange(alerts.Events.Count(one => one.Detail is "ClientAskedToOpen"), 1, 3);
    }

    [Fact]
    public async Task A_machine_client_cannot_give_a_patient_another_key()
    {
        List<SealedEntry> prey = await site.SealAsync(1, Compartment.Identity);
        SealRequest request = new();
        request.BeginPatient(prey[0].Patient, isNew: true);
        request.AddEntry(
            EntryId.New(), 1, Compartment.Identity, ResourceType.Of("Patient"), new byte[SealedLengths.KeyBytes],
            new byte[SealedLengths.HashBytes]);

        try
        {
            await site.ConnectClient("import").SealAsync(request, null, CancellationToken.None);
        }
        catch (CustodyException refused)
        {
            Assert.NotEqual(ResponseStatus.Failed, refused.Status);
        }

        // Whatever was answered, the record is still there under its own key.
        Insider clerk = await site.WhoAsync(Role.BillingClerk);
        using OpenResponse opened = await SealedPatients.OpenAsync(
            site.Custodian, clerk.Token, AccessPurpose.Card, prey);
        Assert.Equal(prey[0].Key, opened.Key(0).ToArray());
    }

    [Fact]
    public async Task Declaring_everybody_expected_in_the_ward_stops_at_the_in_care_budget()
    {
        List<SealedEntry> prey = await site.SealAsync(Present, Compartment.Clinical);
        Insider nurse = await site.WhoAsync(Role.Nurse);
        await site.ExpectAsync(prey.Select(entry => entry.Patient), nurse.Session.Units[0].UnitId);
        Haul haul = new(output, Present);
        foreach (SealedEntry entry in prey)
        {
            using OpenResponse opened = await SealedPatients.OpenAsync(
                site.Custodian, nurse.Token, AccessPurpose.Care, entry);
            haul.Take(opened, entry);
        }

        haul.AssertAtMost(NurseInCarePerHour + 6);
    }

    [Fact]
    public async Task Wrapped_keys_moved_between_rows_do_not_open()
    {
        List<SealedEntry> prey = await site.SealAsync(2, Compartment.Clinical, Compartment.Sensitive,
            Compartment.Coverage);
        Insider physician = await site.WhoAsync(Role.Physician);
        PatientId mine = prey[0].Patient;
        await site.ExpectAsync([mine], physician.Session.Units[0].UnitId);
        SealedEntry own = prey[0];
        SealedEntry[] forged =
        [
            own with { Wrapped = prey[3].Wrapped },
            own with { Wrapped = prey[1].Wrapped },
            own with { Entry = prey[3].Entry, Wrapped = prey[3].Wrapped },
            own with { Version = 2 },
            own with { Entry = EntryId.New() },
            own with { Type = ResourceType.Of("Observation") },
            prey[1] with { Compartment = Compartment.Clinical },
            prey[2] with { Compartment = Compartment.Laboratory },
            prey[2] with { Compartment = Compartment.Coverage },
            prey[1],
        ];
        Haul haul = new(output, 2);
        foreach (SealedEntry entry in forged)
        {
            using OpenResponse opened = await SealedPatients.OpenAsync(
                site.Custodian, physician.Token, AccessPurpose.Care, entry);
            haul.Take(opened, entry);
        }

        haul.AssertAtMost(0);
        using OpenResponse rightful = await SealedPatients.OpenAsync(
            site.Custodian, physician.Token, AccessPurpose.Care, own);
        Assert.True(rightful.HasKey(0));
    }

    [Fact]
    public async Task Damaged_frames_end_the_connection_and_nothing_else()
    {
        for (int i = 0; i < 40; i++)
        {
            using Wire wire = await Wire.ConnectAsync(site.Running);
            byte[] frame = wire.FrameOf(MessageKind.OpenEntries, SessionToken.New(), new byte[64]);
            frame[i % 4] ^= (byte)(0x80 >> (i / 4 % 8));
            await Task.WhenAny(Swallow(wire.SendAsync(frame)), Task.Delay(50, CancellationToken.None));
        }

        SiteList alive = await site.Custodian.AskAsync(
            MessageKind.DescribeSites, null, Nothing.Instance, Json.Nothing, Json.SiteList, CancellationToken.None);
        Assert.Equal(2, alive.Sites.Count);
        Assert.DoesNotContain("Exception", site.Running.Custodian!.Output, StringComparison.Ordinal);
    }

    private async Task<int> SpentOffPatternAsync(SessionToken session)
    {
        SessionDescription now = await site.Custodian.AskAsync(
            MessageKind.DescribeSession, session, Nothing.Instance, Json.Nothing, Json.SessionDescription,
            CancellationToken.None);
        return now.Meters.Single(one => one is { Kind: MeterKind.OffPattern, WindowHours: 1 }).Spent;
    }

    private static async Task<ActorId> ProveAsync(Wire wire, string keyFile)
    {
        (ActorId client, System.Security.Cryptography.ECDsa key) = Serment.Cli.Configuration.ClientKeyFile.Read(keyFile);
        using (key)
        {
            (_, byte[] answer) = await wire.AskAsync(
                MessageKind.BeginClient, null, JsonSerializer.SerializeToUtf8Bytes(new(client), Json.ClientHello));
            ClientChallenge challenge = JsonSerializer.Deserialize(answer, Json.ClientChallenge)!;
            byte[] signature = key.SignData(
                [.. "serment-client\0"u8, .. challenge.Challenge], System.Security.Cryptography.HashAlgorithmName.SHA256);
            (ResponseStatus proven, _) = await wire.AskAsync(
                MessageKind.ProveClient, null, JsonSerializer.SerializeToUtf8Bytes(new(signature), Json.ClientProof));
            Assert.Equal(ResponseStatus.Ok, proven);
            return client;
        }
    }

    private static async Task Swallow(Task attack) => await Record.ExceptionAsync(() => attack);

    private static byte[] PayloadOf(AccessPurpose purpose, IEnumerable<SealedEntry> entries)
    {
        OpenRequest request = new(purpose);
        foreach (SealedEntry entry in entries)
        {
            request.BeginPatient(entry.Patient);
            request.AddEntry(entry.Entry, entry.Version, entry.Compartment, entry.Type, entry.Wrapped);
        }

        byte[] payload = new byte[request.LengthBytes];
        request.Write(payload);
        return payload;
    }
}
