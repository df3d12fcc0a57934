using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;

namespace Serment.IntegrationTests.RecordAccess;

public sealed class RecordDoorTests
{
    private static readonly ResourceType Patient = ResourceType.Of("Patient");

    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Opens_the_newest_version_of_what_was_sealed(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        SessionToken session = await bed.SignInAsync(Role.Receptionist);
        (PatientId patient, EntryId entry) = await CreateAsync(bed, session);
        Assert.Equal(SealOutcome.Saved, (await SaveAsync(bed, session, patient, entry, 2, "second")).Outcome);

        using OpenResult opened = await bed.Door.OpenAsync(
            patient,
            CompartmentSet.All,
            Care(session),
            CancellationToken.None
        );

        Assert.Equal(Outcome.Allowed, opened.Outcome);
        OpenedEntry newest = Assert.Single(opened.Record!.Entries);
        Assert.Equal((2, "\"second\""), (newest.Version, Encoding.UTF8.GetString(newest.Json.Span)));
        Assert.Empty(opened.Record.Unopened);

        using OpenResult history = await bed.Door.OpenHistoryAsync(
            patient,
            entry,
            CompartmentSet.All,
            Care(session),
            CancellationToken.None
        );
        Assert.Equal("2 1", string.Join(' ', history.Record!.Entries.Select(one => one.Version)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_who_save_at_once_one_is_told_whose_version_is_there(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        SessionToken session = await bed.SignInAsync(Role.Receptionist);
        (PatientId patient, EntryId entry) = await CreateAsync(bed, session);

        SealResult[] results = await Task.WhenAll(
            SaveAsync(bed, session, patient, entry, 2, "mine"),
            SaveAsync(bed, session, patient, entry, 2, "yours")
        );

        SealResult told = Assert.Single(results, result => result.Outcome == SealOutcome.VersionConflict);
        SealResult saved = Assert.Single(results, result => result.Outcome == SealOutcome.Saved);
        Assert.Equal((2, saved.Receipt!.Author), (told.Conflict!.NewestVersion, told.Conflict.Author));
        Assert.Equal(2, await bed.CountAsync("SELECT COUNT(*) FROM entry"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_damaged_row_is_reported_and_its_neighbours_open(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        SessionToken session = await bed.SignInAsync(Role.Receptionist);
        (PatientId patient, EntryId entry) = await CreateAsync(bed, session);
        EntryId sound = EntryId.New();
        Assert.Equal(SealOutcome.Saved, (await SaveAsync(bed, session, patient, sound, 1, "sound")).Outcome);
        await ExecuteAsync(
            bed,
            "UPDATE entry SET recorded_at = recorded_at + 1, ciphertext = wrapped_key WHERE entry_id = @entry",
            entry
        );

        using OpenResult opened = await bed.Door.OpenAsync(
            patient,
            CompartmentSet.All,
            Care(session),
            CancellationToken.None
        );

        Assert.Equal(sound, Assert.Single(opened.Record!.Entries).Entry);
        UnopenedEntry broken = Assert.Single(opened.Record.Unopened);
        Assert.Equal((entry, UnopenedReason.Broken), (broken.Entry, broken.Reason));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nobody_is_answered_like_a_stranger(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        SessionToken session = await bed.SignInAsync(Role.Phlebotomist);
        using OpenResult opened = await bed.Door.OpenAsync(
            PatientId.New(),
            CompartmentSet.All,
            new(session, AccessPurpose.Care),
            CancellationToken.None
        );
        Assert.Equal((Outcome.Refused, DecisionReason.NoRelationship), (opened.Outcome, opened.Reason));
        Assert.Null(opened.Record);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Looks_up_by_blind_tokens_and_stops_at_too_many(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        SessionToken session = await bed.SignInAsync(Role.Receptionist);
        TokenInput common = new(TokenKind.BirthDateNamePrefix, "1955-08-14|MAR"u8.ToArray());
        List<PatientId> patients = [];
        for (int i = 0; i < 2; i++)
        {
            patients.Add((await CreateAsync(bed, session, common)).Patient);
        }

        LookupResult found = await bed.Door.LookUpAsync([common], session, CancellationToken.None);
        Assert.Equal(LookupOutcome.Found, found.Outcome);
        Assert.Equal(patients.Order(Comparer), found.Candidates.Select(one => one.Patient));
        LookupResult nobody = await bed.Door.LookUpAsync(
            [new(TokenKind.BirthDateNamePrefix, "1955-08-15|MAR"u8.ToArray())],
            session,
            CancellationToken.None
        );
        Assert.Equal(LookupOutcome.Nobody, nobody.Outcome);

        for (int i = 0; i < LookupResult.MaxCandidates; i++)
        {
            await CreateAsync(bed, session, common);
        }

        LookupResult many = await bed.Door.LookUpAsync([common], session, CancellationToken.None);
        Assert.Equal(LookupOutcome.TooMany, many.Outcome);
        Assert.Empty(many.Candidates);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Cards_are_decided_one_by_one_in_the_order_asked_for(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        SessionToken session = await bed.SignInAsync(Role.Receptionist);
        (PatientId first, _) = await CreateAsync(bed, session);
        (PatientId second, _) = await CreateAsync(bed, session);
        PatientId nobody = PatientId.New();

        using OpenedCards cards = await bed.Door.OpenCardsAsync(
            [second, nobody, first],
            new(session, AccessPurpose.Card),
            CancellationToken.None
        );

        Assert.Equal([second, nobody, first], cards.Cards.Select(card => card.Patient));
        Assert.NotEqual(Outcome.Allowed, cards.Cards[1].Outcome);
        Assert.Empty(cards.Cards[1].Entries);
        Assert.Equal("\"first\"", Encoding.UTF8.GetString(Assert.Single(cards.Cards[2].Entries).Json.Span));
    }

    [Fact]
    public async Task A_neighbour_with_many_entries_leaves_nobodys_out_of_a_list()
    {
        const int Rounds = 125;
        const int EntriesEach = 56;
        await using RecordBed bed = await RecordBed.StartAsync(DatabaseEngine.Sqlite);
        await using RecordDoor import = new(bed.Custody.ConnectImport(), bed.Main);
        PatientId[] patients = new PatientId[3];
        for (int round = 0; round < Rounds; round++)
        {
            using SealBatch batch = new(1);
            for (int i = 0; i < patients.Length; i++)
            {
                patients[i] = round == 0 ? batch.NewPatientId() : patients[i];
                batch.BeginPatient(patients[i], isNew: round == 0);
                for (int entry = 0; entry < EntriesEach; entry++)
                {
                    batch.Add(EntryId.New(), 1, Compartment.Identity, Patient, "\"x\""u8);
                }
            }

            SealResult saved = await import.SealAsync(batch, null, CancellationToken.None);
            Assert.Equal(SealOutcome.Saved, saved.Outcome);
        }

        Assert.True(patients.Length * Rounds * EntriesEach > OpenRequest.MaxEntries);
        SessionToken session = await bed.SignInAsync(Role.Receptionist);
        using OpenedCards cards = await bed.Door.OpenListAsync(
            patients,
            EntrySelection.Of(CompartmentSet.Of(Compartment.Identity), "Patient"),
            new(session, AccessPurpose.Card),
            CancellationToken.None
        );

        Assert.Equal(patients, cards.Cards.Select(card => card.Patient));
        Assert.All(cards.Cards, card => Assert.Equal(Rounds * EntriesEach, card.Entries.Count));
        Assert.DoesNotContain(cards.Cards, card => card.IsTruncated);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Further_work_is_stored_with_the_rows_or_not_at_all(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        SessionToken session = await bed.SignInAsync(Role.Receptionist);
        using SealBatch batch = await bed.Door.BeginSealAsync(session, CancellationToken.None);
        batch.BeginPatient(batch.NewPatientId(), isNew: true);
        batch.Add(EntryId.New(), 1, Compartment.Identity, Patient, "\"never\""u8);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            bed.Door.SealAsync(
                batch,
                session,
                CancellationToken.None,
                (_, _, _, _) => throw new InvalidOperationException("no")
            )
        );

        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM entry"));
    }

    private static Comparer<PatientId> Comparer { get; } =
        Comparer<PatientId>.Create((left, right) => left.Value.CompareTo(right.Value));

    private static AccessContext Care(SessionToken session) => new(session, AccessPurpose.Registration);

    private static async Task<(PatientId Patient, EntryId Entry)> CreateAsync(
        RecordBed bed,
        SessionToken session,
        TokenInput? token = null
    )
    {
        using SealBatch batch = await bed.Door.BeginSealAsync(session, CancellationToken.None);
        PatientId patient = batch.NewPatientId();
        EntryId entry = batch.NewEntryId();
        batch.BeginPatient(patient, isNew: true);
        batch.Add(entry, 1, Compartment.Identity, Patient, "\"first\""u8);
        if (token is TokenInput input)
        {
            batch.AddToken(input);
        }

        SealResult result = await bed.Door.SealAsync(batch, session, CancellationToken.None);
        Assert.Equal(SealOutcome.Saved, result.Outcome);
        return (patient, entry);
    }

    private static async Task<SealResult> SaveAsync(
        RecordBed bed,
        SessionToken session,
        PatientId patient,
        EntryId entry,
        int version,
        string content
    )
    {
        using SealBatch batch = await bed.Door.BeginSealAsync(session, CancellationToken.None);
        batch.BeginPatient(patient, isNew: false);
        batch.Add(entry, version, Compartment.Identity, Patient, Encoding.UTF8.GetBytes($"\"{content}\""));
        return await bed.Door.SealAsync(batch, session, CancellationToken.None);
    }

    private static async Task ExecuteAsync(RecordBed bed, string sql, EntryId entry)
    {
        await using System.Data.Common.DbConnection connection = await bed.Main.OpenAsync(CancellationToken.None);
        await using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Add("@entry", entry.Value);
        await command.ExecuteNonQueryAsync();
    }
}
