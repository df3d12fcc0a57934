using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Database;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Notes;

namespace Serment.IntegrationTests.Custodian;

public sealed class SealTests
{
    private static readonly ResourceType Patient = ResourceType.Of("Patient");

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Every_leaf_is_in_the_tree_that_the_checkpoint_signs(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        CustodianClient import = bed.ConnectImport();
        for (int i = 0; i < 3; i++)
        {
            List<SealedEntry> entries = await SealedPatients.SealNewAsync(
                import, null, 300, Compartment.Identity, Compartment.Contact);
            await ConfirmAsync(import, null, new(entries[0].LogIndex, 300));
        }

        CheckpointText before = await CheckpointAsync(bed.Connect());

        (LogVerifier verifier, int sealed_) = await CustodyQueries.RebuildAsync(bed);
        Assert.Equal(before.TreeSize, verifier.Size);
        Assert.Equal(1800, sealed_);
        Checkpoint signed = Checkpoint.Parse(SignedNote.Parse(before.SignedNote).Text);
        Assert.Equal(verifier.Root, signed.Root);
        NoteVerifier key = NoteVerifier.Parse(await CustodyQueries.VerifierAsync(bed));
        Assert.True(SignedNote.Parse(before.SignedNote).Verify(key).IsTrusted);

        await bed.RestartAsync();
        string after = (await CheckpointAsync(bed.Connect())).SignedNote;
        Assert.Equal(signed.Root, Checkpoint.Parse(SignedNote.Parse(after).Text).Root);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Who_registers_a_patient_sees_and_completes_what_was_typed(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken session, _) = await bed.SignInAsync(Role.Receptionist);
        CustodianClient web = bed.Connect();
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(
            web, session, 1, Compartment.Identity, Compartment.Contact);

        Assert.Equal(Outcome.Allowed, (await AddAsync(web, session, entries[0].Patient, Compartment.Coverage)).Outcome);
        using OpenResponse opened = await SealedPatients.OpenAsync(web, session, AccessPurpose.Registration, entries);
        Assert.Equal([true, true], Enumerable.Range(0, 2).Select(opened.HasKey));

        (SessionToken other, _) = await bed.SignInAsync(Role.Receptionist);
        Assert.Equal(
            (Outcome.Refused, DecisionReason.NoRelationship),
            await AddAsync(web, other, entries[0].Patient, Compartment.Coverage));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_role_writes_only_its_compartments(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken session, _) = await bed.SignInAsync(Role.Receptionist);
        (SessionToken admin, _) = await bed.SignInAsync(Role.Administrator);
        CustodianClient web = bed.Connect();

        Assert.Equal(
            (Outcome.Refused, DecisionReason.RoleForbids),
            await AddAsync(web, session, PatientId.New(), Compartment.Clinical, isNew: true));
        Assert.Equal(
            (Outcome.Refused, DecisionReason.RoleForbids),
            await AddAsync(web, admin, PatientId.New(), Compartment.Identity, isNew: true));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_patient_is_created_once_and_nobody_is_not_written_to(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        CustodianClient import = bed.ConnectImport();
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(import, null, 1, Compartment.Identity);

        CustodyException twice = await Assert.ThrowsAsync<CustodyException>(
            () => AddAsync(import, null, entries[0].Patient, Compartment.Contact, isNew: true));
        Assert.Equal(ResponseStatus.Conflict, twice.Status);
        Assert.Equal(
            (Outcome.Refused, DecisionReason.UnknownPatient),
            await AddAsync(import, null, PatientId.New(), Compartment.Contact));
        Assert.Equal(Outcome.Allowed, (await AddAsync(import, null, entries[0].Patient, Compartment.Contact)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_patient_of_another_site_or_of_a_request_under_way_is_not_created_again(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        PatientId elsewhere = (await SealedPatients.SealNewAsync(
            bed.ConnectImport(bed.Sites[1]), null, 1, Compartment.Identity))[0].Patient;
        CustodianClient import = bed.ConnectImport();

        CustodyException there = await Assert.ThrowsAsync<CustodyException>(
            () => AddAsync(import, null, elsewhere, Compartment.Identity, isNew: true));
        Assert.Equal((ResponseStatus.Conflict, "patient-exists"), (there.Status, there.Problem.Code));

        PatientId wanted = PatientId.New();
        string?[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            try
            {
                await AddAsync(import, null, wanted, Compartment.Identity, isNew: true);
                return null;
            }
            catch (CustodyException refused)
            {
                return refused.Problem.Code;
            }
        }));
        Assert.Single(answers, answer => answer is null);
        Assert.All(answers.Where(answer => answer is not null), answer => Assert.Equal("patient-exists", answer));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Another_sites_client_reaches_nobody_here(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 1, Compartment.Identity);

        Assert.Equal(
            (Outcome.Refused, DecisionReason.UnknownPatient),
            await AddAsync(bed.ConnectImport(bed.Sites[1]), null, entries[0].Patient, Compartment.Contact));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Tokens_are_the_sites_and_a_lookup_is_charged_found_or_not(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken session, _) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        TokenRequest request = new();
        request.Add(TokenKind.PersonalIdentifier, "2690549588157"u8);
        request.Add(TokenKind.RecordNumber, "2690549588157"u8);
        long[] first = await web.MakeTokensAsync(request, session, CancellationToken.None);
        long[] byImport = await bed.ConnectImport().MakeTokensAsync(request, null, CancellationToken.None);
        long[] elsewhere = await bed.ConnectImport(bed.Sites[1]).MakeTokensAsync(request, null, CancellationToken.None);

        Assert.Equal(first, byImport);
        Assert.NotEqual(first[0], first[1]);
        Assert.NotEqual(first[0], elsewhere[0]);
        // A personal identifier and a number are two people: two of the forty lookups of an hour each time.
        for (int i = 1; i < 20; i++)
        {
            await web.MakeTokensAsync(request, session, CancellationToken.None);
        }

        CustodyException spent = await Assert.ThrowsAsync<CustodyException>(
            () => web.MakeTokensAsync(request, session, CancellationToken.None));
        Assert.Equal((ResponseStatus.Forbidden, "lookup-budget-spent"), (spent.Status, spent.Problem.Code));
        await bed.RestartAsync();
        Assert.Equal(first, await bed.ConnectImport().MakeTokensAsync(request, null, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_request_pays_for_everybody_it_asks_about_and_a_restart_forgets_none(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken session, StaffMember who) = await bed.SignInAsync(Role.Physician);
        await bed.Connect().MakeTokensAsync(Numbers(24), session, CancellationToken.None);
        await bed.RestartAsync();
        (SessionToken again, _) = await bed.SignInAsync(Role.Physician, who);
        CustodianClient web = bed.Connect();

        CustodyException spent = await Assert.ThrowsAsync<CustodyException>(
            () => web.MakeTokensAsync(Numbers(17), again, CancellationToken.None));
        Assert.Equal("lookup-budget-spent", spent.Problem.Code);
        Assert.Equal(16, (await web.MakeTokensAsync(Numbers(16), again, CancellationToken.None)).Length);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Joined_records_are_one_person_to_the_meters_and_part_again(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 2, Compartment.Identity);
        (SessionToken session, StaffMember who) = await bed.SignInAsync(Role.Receptionist);
        CustodianClient web = bed.Connect();
        PatientLink link = new(entries[0].Patient, entries[1].Patient, Undo: false);
        CustodyException unseen = await Assert.ThrowsAsync<CustodyException>(() => LinkAsync(web, session, link));
        Assert.Equal("not-disclosed", unseen.Problem.Code);
        foreach (SealedEntry entry in entries)
        {
            (await SealedPatients.OpenAsync(web, session, AccessPurpose.Card, entry)).Dispose();
        }

        await LinkAsync(web, session, link);
        (SessionToken other, StaffMember second) = await bed.SignInAsync(Role.Receptionist);
        foreach (SealedEntry entry in entries)
        {
            using OpenResponse opened = await SealedPatients.OpenAsync(web, other, AccessPurpose.Card, entry);
            Assert.Equal(entry.Key, opened.Key(0).ToArray());
        }

        Assert.Equal(1, OffPattern(bed, second));
        await bed.RestartAsync();
        Assert.Equal(1, OffPattern(bed, second));
        (SessionToken again, _) = await bed.SignInAsync(Role.Receptionist, who);
        await LinkAsync(bed.Connect(), again, link with { Undo = true });

        // A second try is answered alike; what never was joined is not separated.
        await LinkAsync(bed.Connect(), again, link with { Undo = true });
        CustodyException never = await Assert.ThrowsAsync<CustodyException>(
            () => LinkAsync(bed.Connect(), again, new(entries[1].Patient, entries[0].Patient, Undo: true)));
        Assert.Equal((ResponseStatus.Conflict, "not-linked"), (never.Status, never.Problem.Code));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_records_joined_both_ways_at_once_make_no_circle(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken session, _) = await bed.SignInAsync(Role.Receptionist);
        CustodianClient web = bed.Connect();
        for (int i = 0; i < 8; i++)
        {
            List<SealedEntry> both = await SealedPatients.SealNewAsync(web, session, 2, Compartment.Identity);
            (PatientId one, PatientId other) = (both[0].Patient, both[1].Patient);
            Exception?[] answers = await Task.WhenAll(
                Record.ExceptionAsync(() => LinkAsync(web, session, new(one, other, Undo: false))),
                Record.ExceptionAsync(() => LinkAsync(web, session, new(other, one, Undo: false))));

            Assert.Equal("already-linked", Assert.IsType<CustodyException>(Assert.Single(answers, a => a is not null))
                .Problem.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_imports_certificate_is_signed_and_committed_to(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        string hash = new('a', 64);
        ImportCompletion completion = new("i1", "CLINIQUE", hash, 10, "profile", 5, 3, 1, 0, 1, 3, 1, 20, hash);

        ImportCertificate certificate = await bed.ConnectImport().AskAsync(
            MessageKind.CompleteImport, null, completion, CustodyJson.Default.ImportCompletion,
            CustodyJson.Default.ImportCertificate, CancellationToken.None);

        SignedNote note = SignedNote.Parse(certificate.SignedNote);
        Assert.True(note.Verify(NoteVerifier.Parse(await CustodyQueries.VerifierAsync(bed))).IsTrusted);
        byte[] json = Encoding.UTF8.GetBytes(note.Text.Split('\n')[4]);
        Assert.Equal(completion, JsonSerializer.Deserialize(json, CustodyJson.Default.ImportCompletion));
        byte[] leaf = await CustodyQueries.LeafAsync(bed, certificate.LogIndex);
        Assert.Equal(
            SHA256.HashData(json),
            EventBody.Read(LogLeafReader.Read(leaf).Body).Commitment!.Value.ToArray());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Only_who_sealed_confirms_and_nothing_but_seals(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        CustodianClient web = bed.Connect();
        (SessionToken session, StaffMember who) = await bed.SignInAsync(Role.Receptionist);
        (SessionToken ofSamePerson, _) = await bed.SignInAsync(Role.Receptionist, who);
        (SessionToken other, _) = await bed.SignInAsync(Role.Receptionist);
        long typed = (await SealedPatients.SealNewAsync(web, session, 1, Compartment.Identity))[0].LogIndex;
        long imported = (await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 2, Compartment.Identity))[0].LogIndex;

        (CustodianClient Connection, SessionToken? Session, LeafRange Range)[] lies =
        [
            (web, other, new(typed, 1)),
            (web, ofSamePerson, new(typed, 1)),
            (web, session, new(imported, 1)),
            (bed.ConnectImport(), null, new(typed, 1)),
            (bed.ConnectImport(bed.Sites[1]), null, new(imported, 1)),
            (web, session, new(typed, 2)),
            (web, session, new(0, (int)typed + 1)),
            (bed.ConnectImport(), null, new(imported, 3)),
            (bed.ConnectImport(), null, new(imported + 1_000_000, 1)),
        ];
        foreach ((CustodianClient connection, SessionToken? session, LeafRange range) lie in lies)
        {
            CustodyException refused = await Assert.ThrowsAsync<CustodyException>(
                () => ConfirmAsync(lie.connection, lie.session, lie.range));
            Assert.Equal((ResponseStatus.Forbidden, "not-your-seals"), (refused.Status, refused.Problem.Code));
        }

        await ConfirmAsync(web, session, new(typed, 1));
        await ConfirmAsync(bed.ConnectImport(), null, new(imported, 2));
    }

    private static Task<Nothing> ConfirmAsync(CustodianClient client, SessionToken? session, LeafRange range) =>
        client.AskAsync(
            MessageKind.ConfirmSealed, session, new SealConfirmation([range]), CustodyJson.Default.SealConfirmation,
            CustodyJson.Default.Nothing, CancellationToken.None);

    private static TokenRequest Numbers(int count)
    {
        TokenRequest request = new();
        for (int i = 0; i < count; i++)
        {
            request.Add(TokenKind.RecordNumber, Encoding.UTF8.GetBytes($"CLINIQUE:old:patient|{i}"));
        }

        return request;
    }

    private static int OffPattern(CustodyBed bed, StaffMember who) =>
        bed.Host.Core.Meters.Read(1, who.Id, who.Role, bed.Host.Core.Writer.Now.ToUnixTimeMilliseconds())
            .Single(reading => reading is { Kind: MeterKind.OffPattern, WindowHours: 1 }).Spent;

    private static Task<PatientsLinked> LinkAsync(CustodianClient client, SessionToken session, PatientLink link) =>
        client.AskAsync(
            MessageKind.LinkPatients, session, link, CustodyJson.Default.PatientLink, CustodyJson.Default.PatientsLinked,
            CancellationToken.None);

    private static Task<CheckpointText> CheckpointAsync(CustodianClient client) =>
        client.AskAsync(
            MessageKind.LatestCheckpoint, null, new CheckpointQuery(), CustodyJson.Default.CheckpointQuery,
            CustodyJson.Default.CheckpointText, CancellationToken.None);

    private static async Task<(Outcome Outcome, DecisionReason Reason)> AddAsync(
        CustodianClient client, SessionToken? session, PatientId patient, Compartment compartment, bool isNew = false)
    {
        SealRequest request = new();
        request.BeginPatient(patient, isNew);
        request.AddEntry(EntryId.New(), 1, compartment, Patient, RandomNumberGenerator.GetBytes(32), new byte[32]);
        SealResponse response = await client.SealAsync(request, session, CancellationToken.None);
        return (response.OutcomeOf(0), response.ReasonOf(0));
    }
}
