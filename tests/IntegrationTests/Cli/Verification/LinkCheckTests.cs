using System.Data.Common;
using Serment.Cli.Verification;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Patients;

namespace Serment.IntegrationTests.Cli.Verification;

/// <summary>Joining and separating, cut between each two steps: the leaf, the row, the confirmation.</summary>
public sealed class LinkCheckTests
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_link_that_was_made_to_its_end_is_intact_and_found_when_it_is_deleted(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (SessionToken session, PatientId survivor, PatientId replaced) = await TwoRecordsAsync(bed);
        using LinkRecords link = new(bed.Custody.Connect(), bed.Main, TimeProvider.System);

        long leaf = await link.MergeAsync(survivor, replaced, session, CancellationToken.None);
        await AssertIntactAsync(bed, unfinished: 0);

        await ExecuteAsync(bed.Main, $"DELETE FROM patient_link WHERE patient_id = {replaced.Value}");
        Finding finding = Assert.Single((await VerifyAsync(bed)).Findings);
        Assert.Equal(
            (FindingKind.LinkDeleted, replaced.ToString(), leaf), (finding.Kind, finding.Patient, finding.LogIndex!.Value));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_cut_after_the_leaf_is_no_false_alarm_and_a_second_try_completes_the_link(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (SessionToken session, PatientId survivor, PatientId replaced) = await TwoRecordsAsync(bed);
        CustodianClient web = bed.Custody.Connect();
        await AskAsync(web, session, new(survivor, replaced, Undo: false));
        await AssertIntactAsync(bed, unfinished: 1);
        Assert.Equal(0, await LinksAsync(bed));

        await bed.Custody.RestartAsync();
        using LinkRecords link = new(bed.Custody.Connect(), bed.Main, TimeProvider.System);
        long leaf = await link.MergeAsync(survivor, replaced, session, CancellationToken.None);
        long again = await link.MergeAsync(survivor, replaced, session, CancellationToken.None);

        Assert.True(again > leaf);
        Assert.Equal(1, await LinksAsync(bed));
        await AssertIntactAsync(bed, unfinished: 0);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_cut_after_the_row_is_no_false_alarm(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (SessionToken session, PatientId survivor, PatientId replaced) = await TwoRecordsAsync(bed);
        long leaf = await AskAsync(bed.Custody.Connect(), session, new(survivor, replaced, Undo: false));
        await PutAsync(bed, survivor, replaced, leaf);

        await AssertIntactAsync(bed, unfinished: 0);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_separation_cut_after_the_leaf_is_completed_by_a_second_try(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (SessionToken session, PatientId survivor, PatientId replaced) = await TwoRecordsAsync(bed);
        CustodianClient web = bed.Custody.Connect();
        using LinkRecords link = new(web, bed.Main, TimeProvider.System);
        long joined = await link.MergeAsync(survivor, replaced, session, CancellationToken.None);
        await AskAsync(web, session, new(survivor, replaced, Undo: true));
        await AssertIntactAsync(bed, unfinished: 1);
        Assert.Equal(1, await LinksAsync(bed));

        await link.SeparateAsync(survivor, replaced, session, CancellationToken.None);
        Assert.Equal(0, await LinksAsync(bed));
        await AssertIntactAsync(bed, unfinished: 0);

        await PutAsync(bed, survivor, replaced, joined);
        Assert.Equal(FindingKind.LinkForged, Assert.Single((await VerifyAsync(bed)).Findings).Kind);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_link_that_the_custodian_lost_is_named(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (SessionToken session, PatientId survivor, PatientId replaced) = await TwoRecordsAsync(bed);
        using LinkRecords link = new(bed.Custody.Connect(), bed.Main, TimeProvider.System);
        await link.MergeAsync(survivor, replaced, session, CancellationToken.None);
        await using (DatabaseLocation custody = DatabaseLocation.Parse(bed.Custody.DatabaseText))
        {
            await ExecuteAsync(custody, "DELETE FROM patient_link");
        }

        Finding finding = Assert.Single((await VerifyAsync(bed)).Findings);
        Assert.Equal((FindingKind.LinkDeleted, "in the custody database"), (finding.Kind, finding.Detail));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_separation_and_another_survivor_leave_no_row_of_before(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        (SessionToken session, PatientId survivor, PatientId replaced) = await TwoRecordsAsync(bed);
        CustodianClient web = bed.Custody.Connect();
        PatientId other = (await SealedPatients.SealNewAsync(web, session, 1, Compartment.Identity))[0].Patient;
        using LinkRecords link = new(web, bed.Main, TimeProvider.System);
        await link.MergeAsync(survivor, replaced, session, CancellationToken.None);
        await AskAsync(web, session, new(survivor, replaced, Undo: true));
        await link.MergeAsync(other, replaced, session, CancellationToken.None);

        Assert.Equal(1, await bed.CountAsync($"SELECT COUNT(*) FROM patient_link WHERE survivor_id = {other.Value}"));
        await AssertIntactAsync(bed, unfinished: 0);
        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(
            () => link.MergeAsync(survivor, replaced, session, CancellationToken.None));
        Assert.Equal("already-linked", refused.Problem.Code);
    }

    private static async Task<(SessionToken Session, PatientId Survivor, PatientId Replaced)> TwoRecordsAsync(RecordBed bed)
    {
        SessionToken session = await bed.SignInAsync(Role.Receptionist);
        List<SealedEntry> both = await SealedPatients.SealNewAsync(
            bed.Custody.Connect(), session, 2, Compartment.Identity);
        return (session, both[0].Patient, both[1].Patient);
    }

    private static async Task<long> AskAsync(CustodianClient web, SessionToken session, PatientLink link) =>
        (await web.AskAsync(
            MessageKind.LinkPatients, session, link, Json.PatientLink, Json.PatientsLinked, CancellationToken.None)).LogIndex;

    private static async Task AssertIntactAsync(RecordBed bed, long unfinished)
    {
        VerificationReport report = await VerifyAsync(bed);
        Assert.Empty(report.Findings);
        Assert.Equal(unfinished, report.UnfinishedLinks);
    }

    private static async Task<VerificationReport> VerifyAsync(RecordBed bed)
    {
        await using DatabaseLocation custody = DatabaseLocation.Parse(bed.Custody.DatabaseText);
        return await new VerifyRecord(bed.Main, custody).RunAsync(null, CancellationToken.None);
    }

    private static Task<long> LinksAsync(RecordBed bed) => bed.CountAsync("SELECT COUNT(*) FROM patient_link");

    private static Task PutAsync(RecordBed bed, PatientId survivor, PatientId replaced, long leaf) =>
        ExecuteAsync(
            bed.Main,
            "INSERT INTO patient_link (patient_id, survivor_id, linked_at, log_index) "
            + $"VALUES ({replaced.Value}, {survivor.Value}, 0, {leaf})");

    private static async Task ExecuteAsync(DatabaseLocation database, string sql)
    {
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
