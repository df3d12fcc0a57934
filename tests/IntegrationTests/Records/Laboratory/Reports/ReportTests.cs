using System.Data.Common;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts.Results;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Reports;

public sealed class ReportTests
{
    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Tells_what_is_validated_and_is_drawn_again_with_the_same_bytes(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        ReportDue due = Assert.Single(await bed.DueAsync());
        Assert.Equal((2, 1, false), (due.Final, due.Pending, due.IsReplacing));

        ReportEdition edition = ReportEdition.New(bed.Now);
        ReportDraft draft = (await bed.DraftAsync(edition)).Draft!;

        string[] labels = [.. draft.Model.Sections[0].Lines.Select(one => one.Label)];
        Assert.True(labels is ["Potassium", "Sodium"] or ["Sodium", "Potassium"]);
        Assert.Equal((ReportStatus.Partial, 1), (draft.Model.Status, draft.Model.Pending));
        Assert.Equal("MARTIN ANNE", draft.Model.Person.BirthName);
        string again = (await bed.DraftAsync(edition)).Draft!.Digest;
        Assert.Equal(draft.Digest, again);
        string other = (await bed.DraftAsync(ReportEdition.New(bed.Now))).Draft!.Digest;
        Assert.False(string.Equals(draft.Digest, other, StringComparison.Ordinal));
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM diagnostic_report"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Is_in_the_chart_at_once_and_no_longer_due(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);

        ReportIssued issued = await bed.IssueAsync();

        Assert.Equal(SealOutcome.Saved, issued.Outcome);
        Assert.Empty(await bed.DueAsync());
        (SessionToken token, SessionDescription physician) = await bed.SignInAsync(Role.Physician);
        ReportFile pdf = await bed.Open.ReadAsync(
            bed.Patient, issued.Report!.Entry, null, isSignature: false, physician, token, isPrint: true,
            CancellationToken.None);
        Assert.StartsWith("%PDF-1.7", Encoding.Latin1.GetString(pdf.Content!), StringComparison.Ordinal);
        ReportFile signature = await bed.Open.ReadAsync(
            bed.Patient, issued.Report.Entry, null, isSignature: true, physician, token, isPrint: true,
            CancellationToken.None);
        Assert.Equal([1, 2, 3], signature.Content);

        using OpenResult chart = await bed.Records.Door.OpenAsync(
            bed.Patient, EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), [.. LabResults.Types]),
            new(token, AccessPurpose.Care), CancellationToken.None);
        Assert.Equal(2, LabResults.Of(chart.Record!.Entries).Count);
        Assert.Equal(1, LabResults.UnderWay(chart.Record.Entries));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_corrected_report_says_what_changed_and_hides_nothing(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        ReportIssued first = await bed.IssueAsync();
        await bed.CorrectAsync(4.1m, "prélèvement hémolysé");
        ReportDue due = Assert.Single(await bed.DueAsync());
        Assert.True(due.IsReplacing);

        ReportIssued second = await bed.IssueAsync();

        Assert.Equal(first.Report! with { Version = 2 }, second.Report);
        Assert.Empty(await bed.DueAsync());
        ReportOpened opened = await bed.Open.RunAsync(
            bed.Patient, first.Report!.Entry, bed.Biologist, bed.Token, CancellationToken.None);
        Assert.Equal([2, 1], opened.Editions.Select(one => one.Version.Version));
        Assert.Equal(ReportStatus.Corrected, opened.Editions[0].Status);
        ReportChange change = Assert.Single(opened.Editions[0].Changes);
        Assert.Equal(new ReportChange("Potassium", "6,8 mmol/L", "4,1 mmol/L", "prélèvement hémolysé"), change);
        foreach (int edition in (int[])[1, 2])
        {
            ReportFile file = await bed.Open.ReadAsync(
                bed.Patient, first.Report.Entry, edition, isSignature: false, bed.Biologist, bed.Token, isPrint: false,
                CancellationToken.None);
            Assert.NotNull(file.Content);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_partial_report_is_due_again_when_what_was_left_is_cancelled(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        Assert.Equal(SealOutcome.Saved, (await bed.IssueAsync()).Outcome);
        Assert.Empty(await bed.DueAsync());

        await ChangeAsync(bed, "CL", task => task with { Status = AnalysisStatus.Cancelled, ChangedAt = bed.Now });

        ReportDue due = Assert.Single(await bed.DueAsync());
        Assert.Equal((2, 0, true), (due.Final, due.Pending, due.IsReplacing));
        ReportDraft draft = (await bed.DraftAsync(ReportEdition.New(bed.Now))).Draft!;
        Assert.Equal((ReportStatus.Final, 0), (draft.Model.Status, draft.Model.Pending));
        Assert.Equal(SealOutcome.Saved, (await bed.IssueAsync()).Outcome);
        Assert.Empty(await bed.DueAsync());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_validation_that_commits_after_the_report_is_due_whatever_its_time(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        ReportIssued first = await bed.IssueAsync();
        DateTimeOffset before = bed.Now.AddMinutes(-1);

        await ChangeAsync(
            bed, "CL", task => task with { Status = AnalysisStatus.Final, FinalAt = before, ChangedAt = before });

        Assert.Equal(3, Assert.Single(await bed.DueAsync()).Final);
        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        Assert.True(await ReportRows.IsOvertakenAsync(
            connection, bed.Patient, first.Report!.Entry, CancellationToken.None));
    }

    private static async Task ChangeAsync(ReportBed bed, string code, Func<TaskRow, TaskRow> change)
    {
        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        TaskRow task = (await TaskRows.OfRequestAsync(
            connection, null, bed.Patient, bed.Request, CancellationToken.None)).Single(one => one.Analysis == code);
        Assert.True(await TaskRows.UpdateAsync(connection, null, change(task), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_who_issue_at_once_make_one_edition(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        ReportDraft draft = (await bed.DraftAsync(ReportEdition.New(bed.Now))).Draft!;
        Assert.Equal(SealOutcome.Saved, (await bed.IssueAsync()).Outcome);
        await bed.CorrectAsync(4.1m, "hémolyse");
        ReportDraft late = (await bed.DraftAsync(ReportEdition.New(bed.Now))).Draft!;
        Assert.Equal(SealOutcome.Saved, (await bed.IssueAsync()).Outcome);

        ReportIssued again = await bed.Issue.RunAsync(
            late, new(late.Digest, [1], 8), bed.Now, bed.Biologist, bed.Token, CancellationToken.None);

        Assert.Equal(SealOutcome.VersionConflict, again.Outcome);
        await Assert.ThrowsAsync<ArgumentException>(() => bed.Issue.RunAsync(
            draft, new(late.Digest, [1], 8), bed.Now, bed.Biologist, bed.Token, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_technician_seals_no_report(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        (SessionToken token, _) = await bed.SignInAsync(Role.LaboratoryTechnician);
        using OpenResult seen = await bed.Records.Door.OpenAsync(
            bed.Patient, EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), "Observation"),
            new(token, AccessPurpose.Care), CancellationToken.None);

        EntriesSaved saved = await bed.Save.RunAsync(
            bed.Patient, [new(new DiagnosticReport { Status = "final" }, Compartment.Laboratory)], token,
            CancellationToken.None);

        Assert.Equal((SealOutcome.Refused, DecisionReason.RoleForbids), (saved.Outcome, saved.Reason));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_file_that_somebody_put_in_another_ones_place_is_not_handed_out(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        ReportIssued issued = await bed.IssueAsync();
        SignedReport report = (await bed.Open.RunAsync(
            bed.Patient, issued.Report!.Entry, bed.Biologist, bed.Token, CancellationToken.None)).Editions[0];
        await using (DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None))
        {
            await using DbCommand swap = connection.CreateCommand();
            swap.CommandText =
                """
                UPDATE entry SET ciphertext = (SELECT o.ciphertext FROM entry o WHERE o.patient_id = @patient AND
                    o.entry_id = @other) WHERE patient_id = @patient AND entry_id = @pdf
                """;
            swap.Add("@patient", bed.Patient.Value);
            swap.Add("@other", report.Signature.Value);
            swap.Add("@pdf", report.Pdf.Value);
            Assert.Equal(1, await swap.ExecuteNonQueryAsync());
        }

        ReportFile file = await bed.Open.ReadAsync(
            bed.Patient, report.Version.Entry, null, isSignature: false, bed.Biologist, bed.Token, isPrint: false,
            CancellationToken.None);

        Assert.NotNull(file.Report);
        Assert.Null(file.Content);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task To_whom_it_was_given_stands_with_it(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        ReportIssued issued = await bed.IssueAsync();
        SignedReport report = (await bed.Open.RunAsync(
            bed.Patient, issued.Report!.Entry, bed.Biologist, bed.Token, CancellationToken.None)).Editions[0];

        EntriesSaved saved = await bed.Deliver.RunAsync(
            report,
            new(1, DeliveryWay.HandedOver, DeliveryTo.Patient, "en main propre", bed.Now, bed.Biologist.StaffId, "Dr Lange"),
            bed.Token, CancellationToken.None);

        Assert.Equal(SealOutcome.Saved, saved.Outcome);
        ReportOpened opened = await bed.Open.RunAsync(
            bed.Patient, report.Version.Entry, bed.Biologist, bed.Token, CancellationToken.None);
        Delivery given = Assert.Single(opened.Deliveries);
        Assert.Equal(
            (1, DeliveryWay.HandedOver, DeliveryTo.Patient, bed.Biologist.StaffId),
            (given.Edition, given.Way, given.To, given.By));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM diagnostic_report WHERE delivered_at > 0"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Says_with_what_reserve_a_tube_was_taken_and_who_else_made_an_analysis(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine);
        OutsideLaboratories book = new(bed.Records.Main);
        await book.AddAsync(
            bed.Records.Custody.Site.Site, "Biologie du Ponant", "3 quai Ouest\n29200 Brest", "", CancellationToken.None);
        await bed.NoteAsync(SpecimenAction.Reserved, bed.Now.AddMinutes(-40), SpecimenCause.Haemolysed);
        ReportLine[] here = await LinesAsync();
        Assert.All(here, line => Assert.Null(line.Outside));
        Assert.All(here, line => Assert.StartsWith(
            "Échantillon hémolysé : accepté avec réserve", Assert.Single(line.Reserves), StringComparison.Ordinal));

        await bed.NoteAsync(SpecimenAction.Sent, bed.Now.AddMinutes(-30), place: "Biologie du Ponant");

        Assert.All(
            await LinesAsync(), line => Assert.Equal("Biologie du Ponant, 3 quai Ouest, 29200 Brest", line.Outside));

        async Task<ReportLine[]> LinesAsync() =>
            [.. (await bed.DraftAsync(ReportEdition.New(bed.Now))).Draft!.Model.Sections.SelectMany(one => one.Lines)];
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Sensitive_analyses_have_a_report_of_their_own_that_opens_after_a_touch_alone(DatabaseEngine engine)
    {
        await using ReportBed bed = await ReportBed.StartAsync(engine, withSensitive: true);
        Assert.Equal([false, true], (await bed.DueAsync()).Select(one => one.IsSensitive).Order());
        ReportDrafted ordinary = await bed.DraftAsync(ReportEdition.New(bed.Now));
        Assert.DoesNotContain(
            ordinary.Draft!.Model.Sections.SelectMany(one => one.Lines),
            one => one.Label.Contains("VIH", StringComparison.Ordinal));

        ReportDrafted closed = await bed.DraftAsync(ReportEdition.New(bed.Now), bed.AskedSensitive);
        Assert.Equal((Outcome.StepUp, DecisionReason.TouchNeeded), (closed.Outcome, closed.Reason));
        await bed.Records.Custody.TouchAsync(bed.Token, StepUpKind.Sensitive, bed.Patient);
        ReportDraft draft = (await bed.DraftAsync(ReportEdition.New(bed.Now), bed.AskedSensitive)).Draft!;
        ReportLine only = Assert.Single(draft.Model.Sections.SelectMany(one => one.Lines));
        Assert.Equal(("VIH 1 et 2, dépistage", "Négatif"), (only.Label, only.Value));
        Assert.Equal(0, draft.Model.Pending);

        EntryId report = (await bed.IssueAsync(bed.AskedSensitive)).Report!.Entry;
        SignedReport signed = Assert.Single((await bed.Open.RunAsync(
            bed.Patient, report, bed.Biologist, bed.Token, CancellationToken.None)).Editions);
        Assert.Equal(Compartment.Sensitive, signed.Compartment);
        EntriesSaved given = await bed.Deliver.RunAsync(
            signed, new(1, DeliveryWay.HandedOver, DeliveryTo.Patient, null, bed.Now, bed.Biologist.StaffId, "Dr Lange"),
            bed.Token, CancellationToken.None);
        Assert.Equal(SealOutcome.Saved, given.Outcome);

        // Neither the report nor that it was handed over: a nurse never, a physician once she has touched her key.
        (SessionToken nurse, SessionDescription nursing) = await bed.SignInAsync(Role.Nurse);
        Assert.Empty((await bed.Open.RunAsync(bed.Patient, report, nursing, nurse, CancellationToken.None)).Editions);
        (SessionToken token, SessionDescription physician) = await bed.SignInAsync(Role.Physician);
        ReportFile untouched = await bed.Open.ReadAsync(
            bed.Patient, report, null, isSignature: false, physician, token, isPrint: true, CancellationToken.None);
        Assert.Null(untouched.Report);
        Assert.Equal(DecisionReason.TouchNeeded, untouched.Reason);
        await bed.Records.Custody.TouchAsync(token, StepUpKind.Sensitive, bed.Patient);
        ReportOpened opened = await bed.Open.RunAsync(bed.Patient, report, physician, token, CancellationToken.None);
        Assert.Single(opened.Editions);
        Assert.Single(opened.Deliveries);
    }
}
