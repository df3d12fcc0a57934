using System.Data.Common;
using System.Globalization;
using Serment.Cli.Configuration;
using Serment.Cli.Demo.Week;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Validation;
using Serment.Simulation.Establishments;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>
/// The signed reports of the demo's past days, by the product's own way: drafted from the record, confirmed by a passkey,
/// signed by the custodian, sealed. One of them is partial, one corrected, some are handed over; today's wait for whoever
/// looks at the demo.
/// </summary>
internal sealed class DemoReports
{
    private const int WaitingHours = 6;
    private const int DeliverEvery = 4;
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    private readonly WeekDesk desk;
    private readonly CustodianClient custodian;
    private readonly DemoSigner signer;
    private readonly IReadOnlyDictionary<ActorId, string> names;
    private readonly DraftReport draft;
    private readonly IssueReport issue;
    private readonly OpenReport open;
    private readonly RecordDelivery deliver;
    private readonly OpenForValidation opening;
    private readonly CorrectResult correct;

    private DemoReports(
        WeekDesk desk, RecordDoor door, CustodianClient custodian, DemoSigner signer,
        IReadOnlyDictionary<ActorId, string> names)
    {
        this.desk = desk;
        this.custodian = custodian;
        this.signer = signer;
        this.names = names;
        Catalogues catalogues = new(desk.Main, TimeProvider.System);
        SaveEntries save = new(door);
        draft = new(door, desk.Main, new(door, desk.Main), catalogues);
        issue = new(save);
        open = new(door);
        deliver = new(save);
        opening = new(door, desk.Main, catalogues);
        correct = new(opening, door, save, catalogues);
    }

    /// <summary>Writes them; the biologist who signed is nobody that can be signed in as afterwards.</summary>
    public static async Task WriteAsync(DemoFolder demo, CancellationToken stop)
    {
        WeekStaff staff = await WeekStaff.ReadAsync(demo, DemoEstablishment.Clinic, stop);
        DemoPersona? who = demo.Personas.LastOrDefault(one =>
            one is { Site: DemoEstablishment.Clinic, Role: nameof(Role.Biologist) });
        if (who is null || staff.Of(Role.Biologist).Count < 2
            || !staff.Units.TryGetValue(DemoEstablishment.InHouseLaboratory, out int laboratory))
        {
            return;
        }

        await using WeekDesk clinic = WeekDesk.Open(demo, DemoEstablishment.Clinic);
        await using CustodianClient client = new(demo.Folder.Endpoint);
        await using RecordDoor door = new(client, clinic.Main);
        using DemoSigner biologist = await DemoSigner.EnterAsync(demo, who, client, stop);
        demo.Retire(who);
        DemoReports reports = new(
            clinic, door, client, biologist, staff.Members.ToDictionary(one => one.Staff, one => one.Name));
        await reports.RunAsync(staff.Site, laboratory, stop);
        await client.AskAsync(
            MessageKind.SignOut, biologist.Token, Nothing.Instance, CustodyJson.Default.Nothing, CustodyJson.Default.Nothing,
            stop);
    }

    private async Task RunAsync(short site, int laboratory, CancellationToken stop)
    {
        // After midnight too some of the last hours wait to be signed.
        DateTimeOffset today = desk.At(desk.Local.Date);
        DateTimeOffset lately = desk.Now.AddHours(-WaitingHours);
        await using DbConnection connection = await desk.Main.OpenAsync(stop);
        ReportAsked[] past =
        [
            .. (await ReportRows.DueAsync(connection, site, laboratory, desk.Now, stop))
                .Where(one => one.Request.OrderedAt < (today < lately ? today : lately))
                .Select(one => new ReportAsked(one.Request.Patient, one.Request.Request, one.IsSensitive)),
        ];
        List<EntryVersion> signed = [];
        foreach (ReportAsked[] some in past.Chunk(ReportSigning.MaxReports))
        {
            signed.AddRange(await SignAsync(some, stop));
        }

        await CorrectOneAsync(past, stop);
        for (int i = 0; i < signed.Count; i += DeliverEvery)
        {
            await DeliverAsync(signed[i], i % (2 * DeliverEvery) == 0, stop);
        }
    }

    private async Task<IReadOnlyList<EntryVersion>> SignAsync(IEnumerable<ReportAsked> asked, CancellationToken stop)
    {
        ReportEdition edition = ReportEdition.New(TimeProvider.System.GetUtcNow());
        List<ReportDraft> drafts = [];
        foreach (ReportAsked one in asked)
        {
            ReportDrafted drafted = await draft.RunAsync(
                one, edition, signer.Session, signer.Token, names, desk.Zone, stop);
            if (drafted.Draft is { } made)
            {
                drafts.Add(made);
            }
        }

        if (drafts.Count == 0)
        {
            return [];
        }

        string[] digests = [.. drafts.Select(one => one.Digest)];
        CeremonyBegun begun = await custodian.AskAsync(
            MessageKind.BeginSignReports, signer.Token, new(digests), CustodyJson.Default.ReportSigning,
            CustodyJson.Default.CeremonyBegun, stop);
        ReportsSigned signed = await custodian.AskAsync(
            MessageKind.CompleteSignReports, signer.Token, new(signer.Answer(begun), digests),
            CustodyJson.Default.ReportSigningAnswer, CustodyJson.Default.ReportsSigned, stop);
        List<EntryVersion> versions = [];
        for (int i = 0; i < drafts.Count; i++)
        {
            ReportIssued issued = await issue.RunAsync(
                drafts[i], signed.Signatures[i], signed.At, signer.Session, signer.Token, stop);
            versions.Add(issued.Outcome == SealOutcome.Saved && issued.Report is { } version
                ? version
                : throw new UserErrorException($"A report of the demo was refused: {issued.Outcome}.", 1));
        }

        return versions;
    }

    // A value that was taken over wrongly, found the day after.
    private async Task CorrectOneAsync(IReadOnlyList<ReportAsked> asked, CancellationToken stop)
    {
        foreach (ReportAsked one in asked.Where(one => !one.IsSensitive))
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            ValidationOpened opened = await opening.RunAsync(
                one.Patient, one.Request, false, signer.Session, signer.Token, now, stop);
            ValidationLine? line = opened.Order?.Lines.FirstOrDefault(each =>
                each is { Task.Status: AnalysisStatus.Final, Analysis.Kind: AnswerKind.Quantity, Kept.Made.Number: > 1 });
            if (line is not { Kept: { } kept, Analysis: { } analysis }
                || TypedValue.Parse(
                    analysis,
                    Math.Round(kept.Made.Number!.Value * 1.12m, analysis.Decimals).ToString(French)) is not { } typed)
            {
                continue;
            }

            ValidationDone done = await correct.RunAsync(
                one.Patient, one.Request, new(line.Task.Task, line.Task.Version, kept.Version), typed,
                "Dilution non prise en compte, dosage repris sur le même échantillon", signer.Session, signer.Token, now, stop);
            if (done.Outcome == ValidationOutcome.Done)
            {
                await SignAsync([one], stop);
                return;
            }
        }
    }

    private async Task DeliverAsync(EntryVersion report, bool isToPrescriber, CancellationToken stop)
    {
        ReportOpened opened = await open.RunAsync(
            report.Patient, report.Entry, signer.Session, signer.Token, stop);
        if (opened.Editions.Count == 0)
        {
            return;
        }

        SignedReport newest = opened.Editions[0];
        Delivery given = new(
            newest.Version.Version, isToPrescriber ? DeliveryWay.Printed : DeliveryWay.HandedOver,
            isToPrescriber ? DeliveryTo.Prescriber : DeliveryTo.Patient, null, TimeProvider.System.GetUtcNow(),
            signer.Session.StaffId, signer.Session.Name);
        await deliver.RunAsync(newest, given, signer.Token, stop);
    }
}
