using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serment.Benchmarks.Clinic;
using Serment.Benchmarks.Pages;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Reports;
using Serment.Simulation.Authenticators;
using Serment.Web.Security;

namespace Serment.Benchmarks.Laboratory;

/// <summary>
/// Reports of three pages, drawn alone, and the whole way as the page goes it: drafted from the sealed record, twenty
/// confirmed by one touch, drafted again, signed by the custodian, sealed with PDF and signature, in one thread.
/// </summary>
internal static class ReportBenchmark
{
    private const int Pages = 3;
    private const int Analyses = 60;
    private const int Batches = 4;
    private const int MaxKilobytes = 150;
    private const string Goal = "≥ 20 a second, ≤ 150 KB";
    private static readonly CancellationToken Stop = CancellationToken.None;

    private static readonly IReadOnlyDictionary<ActorId, string> NoNames = new Dictionary<ActorId, string>();

    /// <summary>Measures it on each engine.</summary>
    public static async Task<IReadOnlyList<Measured>> RunAsync(FilledFolders folders, BenchmarkSettings settings)
    {
        List<Measured> lines = [];
        foreach (bool postgres in folders.Engines)
        {
            lines.AddRange(await MeasureAsync(await folders.OfAsync(postgres)));
        }

        return lines;
    }

    private static async Task<IReadOnlyList<Measured>> MeasureAsync(FilledFolder filled)
    {
        await using PageStage stage = await PageStage.StartAsync(filled.Data);
        (SessionToken session, SoftwareAuthenticator passkey) = await stage.EnrolAsync(Role.Biologist);
        SessionDescription who = await stage.Client.DescribeSessionAsync(session, Stop);
        ReportAsked[] asked = await FillAsync(stage);
        Laboratories laboratories = new(stage.Door, stage.Main);
        DraftReport draft = new(stage.Door, stage.Main, laboratories, new(stage.Main, TimeProvider.System));
        IssueReport issue = new(new SaveEntries(stage.Door));

        // The first batch warms up.
        double seconds = 0;
        int bytes = 0;
        ReportDraft? last = null;
        foreach ((int at, ReportAsked[] some) in asked.Chunk(ReportSigning.MaxReports).Index())
        {
            long begun = Stopwatch.GetTimestamp();
            ReportEdition edition = ReportEdition.New(TimeProvider.System.GetUtcNow());
            IReadOnlyList<ReportDraft> shown = await DraftAsync(draft, some, edition, who, session);
            CeremonyBegun ceremony = await stage.Client.AskAsync(
                MessageKind.BeginSignReports, session, new([.. shown.Select(one => one.Digest)]),
                CustodyJson.Default.ReportSigning, CustodyJson.Default.CeremonyBegun, Stop);
            string touch = passkey.Get(ceremony.OptionsJson);
            IReadOnlyList<ReportDraft> drafts = await DraftAsync(draft, some, edition, who, session);
            ReportsSigned signed = await stage.Client.AskAsync(
                MessageKind.CompleteSignReports, session,
                new(new(ceremony.CeremonyId, touch), [.. drafts.Select(one => one.Digest)]),
                CustodyJson.Default.ReportSigningAnswer, CustodyJson.Default.ReportsSigned, Stop);
            foreach ((int i, ReportDraft one) in drafts.Index())
            {
                ReportIssued issued = await issue.RunAsync(one, signed.Signatures[i], signed.At, who, session, Stop);
                if (issued.Outcome != SealOutcome.Saved)
                {
                    throw new InvalidOperationException($"a report was not sealed: {issued.Reason}");
                }

                bytes = Math.Max(bytes, one.Pdf.Length);
                last = one;
            }

            seconds += at == 0 ? 0 : Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }

        if (!Encoding.Latin1.GetString(last!.Pdf).Contains($"/Count {Pages}", StringComparison.Ordinal)
            || bytes > MaxKilobytes * 1024)
        {
            throw new InvalidOperationException("the reports are not what is to be measured");
        }

        string size = string.Create(CultureInfo.InvariantCulture, $"report of {Pages} pages, {bytes / 1024.0:F0} KB");
        return
        [
            new($"{size}, drawn", "–", Drawn(last), "–", Goal),
            new(
                $"{size}, drafted, confirmed, drawn again, signed and sealed, {filled.Engine}", "–",
                Rate((asked.Length - ReportSigning.MaxReports) / seconds), "–", Goal),
        ];
    }

    private static string Drawn(ReportDraft draft)
    {
        const int Times = 100;
        for (int i = 0; i < Times; i++)
        {
            ReportPaper.Write(draft.Model, TimeZoneInfo.Utc);
        }

        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < Times; i++)
        {
            ReportPaper.Write(draft.Model, TimeZoneInfo.Utc);
        }

        return Rate(Times / Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private static async Task<IReadOnlyList<ReportDraft>> DraftAsync(
        DraftReport draft, IEnumerable<ReportAsked> asked, ReportEdition edition, SessionDescription who,
        SessionToken session)
    {
        List<ReportDraft> drafts = [];
        foreach (ReportAsked one in asked)
        {
            ReportDrafted made = await draft.RunAsync(one, edition, who, session, NoNames, TimeZoneInfo.Utc, Stop);
            drafts.Add(made.Draft ?? throw new InvalidOperationException($"no draft: {made.Reason}"));
        }

        return drafts;
    }

    private static async Task<ReportAsked[]> FillAsync(PageStage stage)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ActorId somebody = ActorId.New();
        await ValidationBenchmark.DeclareAsync(stage, stage.Main);
        LaboratoryCatalogue catalogue =
            await new Catalogues(stage.Main, TimeProvider.System).CurrentAsync(PageStage.Site, Stop);
        string[] codes = FilledOrders.Codes(catalogue, Analyses);
        FilledOrders draw = new(catalogue, PageStage.Site, stage.Unit, 1);
        PatientId[] people =
            (await PagePreparation.PatientsAsync(stage))[^(Batches * ReportSigning.MaxReports)..];
        await stage.DeclareAsync(people);
        List<ReportAsked> asked = [];
        foreach (PatientId person in people)
        {
            FilledOrder before = draw.Draw(
                person, codes, AnalysisStatus.Final, now.AddDays(-90), somebody, somebody, somebody);
            FilledOrder order = draw.Draw(
                person, codes, AnalysisStatus.Final, now.AddHours(-5), somebody, somebody, somebody);
            await FilledOrders.SealAsync(
                stage, person, [.. before.Drafts, .. order.Drafts], await stage.SignInAsync(Role.Biologist));
            await FilledOrders.InsertAsync(stage.Main, [before, order]);
            asked.Add(new(person, order.Rows.Request.Request, false));
        }

        return [.. asked];
    }

    private static string Rate(double each) => string.Create(CultureInfo.InvariantCulture, $"{each:N0} a second");
}
