using Serment.Custodian.Clients;
using Serment.Custodian.Downtime;
using Serment.Custodian.Oversight;
using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.Custodian.Releasing;
using Serment.Custodian.Sealing;
using Serment.Custodian.Tokens;
using Serment.CustodyProtocol;
using static Serment.CustodyProtocol.CustodyJson;

namespace Serment.Custodian.Serving;

/// <summary>The messages of keys, seals, tokens, relationships, the log and the site.</summary>
internal static class CoreHandlers
{
    /// <summary>Registers them.</summary>
    public static void AddTo(Handlers handlers, CustodyCore core)
    {
        handlers.Add(MessageKind.MakeTokens, new MakeTokens(core).RunAsync);
        handlers.Add(MessageKind.OpenEntries, new OpenEntries(core).RunAsync);
        handlers.Add(MessageKind.SealEntries, new SealEntries(core).RunAsync);
        handlers.Add(
            MessageKind.ConfirmSealed, Default.SealConfirmation, Default.Nothing, new ConfirmSealed(core).RunAsync);
        ProveClient clients = new(core);
        handlers.Add(MessageKind.BeginClient, Default.ClientHello, Default.ClientChallenge, clients.BeginAsync);
        handlers.Add(MessageKind.ProveClient, Default.ClientProof, Default.ClientDescription, clients.CompleteAsync);
        handlers.Add(
            MessageKind.ListClients, Default.Nothing, Default.ClientList,
            (caller, _, stop) => core.Readers.RunAsync(
                reader => ClientRows.List(reader, caller.Person.Site), stop));
        handlers.Add(
            MessageKind.DeclareRelationship, Default.RelationshipDeclaration, Default.RelationshipDeclared,
            new DeclareRelationship(core).RunAsync);
        handlers.Add(
            MessageKind.EndRelationship, Default.RelationshipEnding, Default.Nothing, new EndRelationship(core).RunAsync);
        handlers.Add(
            MessageKind.LinkPatients, Default.PatientLink, Default.PatientsLinked, new LinkPatients(core).RunAsync);
        handlers.Add(
            MessageKind.ListWardKeys, Default.Nothing, Default.WardKeyList,
            (caller, _, _) => Task.FromResult(new WardKeyList(core.WardKeys.Of(caller.Person.Site))));
        handlers.Add(
            MessageKind.CertifyPack, Default.PackClaim, Default.PackCertificate, new CertifyPack(core).RunAsync);
        AddCare(handlers, core);
        AddOversight(handlers, core);
    }

    private static void AddCare(Handlers handlers, CustodyCore core)
    {
        handlers.Add(MessageKind.ListCare, Default.CareQuery, Default.CareList, new ListCare(core).RunAsync);
        handlers.Add(MessageKind.GiveCover, Default.CoverGift, Default.CoverGiven, new GiveCover(core).RunAsync);
        handlers.Add(MessageKind.EndCover, Default.CoverEnding, Default.Nothing, new EndCover(core).RunAsync);
        handlers.Add(
            MessageKind.ListCovers, Default.Nothing, Default.CoverList,
            (caller, _, _) => Task.FromResult(new CoverList(core.Covers.DescribeConcerning(
                caller.Person.Site, caller.Person.Staff, caller.Person.Units, core.Writer.Now))));
        AskColleague asking = new(core);
        handlers.Add(
            MessageKind.AskColleague, Default.CareAsking, Default.CareRequestStanding, asking.RunAsync);
        handlers.Add(
            MessageKind.FindCareRequest, Default.CareRequestQuery, Default.CareRequestStanding, asking.FindAsync);
        handlers.Add(
            MessageKind.ListCareRequests, Default.Nothing, Default.CareRequestList, asking.ListAsync);
        handlers.Add(
            MessageKind.AnswerCareRequest, Default.CareRequestAnswer, Default.Nothing,
            new AnswerCareRequest(core).RunAsync);
        handlers.Add(MessageKind.ListGiven, Default.Nothing, Default.GivenList, new ListGiven(core).RunAsync);
    }

    private static void AddOversight(Handlers handlers, CustodyCore core)
    {
        handlers.Add(
            MessageKind.ListDisclosures, Default.DisclosureQuery, Default.DisclosureList,
            new ListDisclosures(core).RunAsync);
        handlers.Add(MessageKind.ReadLog, Default.LogQuery, Default.LogPage, new ReadLog(core).RunAsync);
        handlers.Add(
            MessageKind.DescribeMeters, Default.Nothing, Default.StaffMeters,
            (caller, _, _) => Task.FromResult(DescribeMeters(core, caller.Person.Site)));
        handlers.Add(
            MessageKind.DescribeBreaker, Default.Nothing, Default.BreakerReading,
            (caller, _, _) => Task.FromResult(core.Meters.ReadBreaker(
                caller.Person.Site, core.Writer.Now.ToUnixTimeMilliseconds())));
        SiteMessages sites = new(core);
        handlers.Add(
            MessageKind.DescribeSites, Default.Nothing, Default.SiteList, (_, _, stop) => sites.DescribeAsync(stop));
        handlers.Add(
            MessageKind.LatestCheckpoint, Default.CheckpointQuery, Default.CheckpointText,
            (_, query, stop) => sites.CheckpointAsync(query, stop));
        handlers.Add(
            MessageKind.CompleteImport, Default.ImportCompletion, Default.ImportCertificate, sites.CompleteImportAsync);
    }

    private static StaffMeters DescribeMeters(CustodyCore core, short site)
    {
        long nowMs = core.Writer.Now.ToUnixTimeMilliseconds();
        return new(
        [
            .. core.Meters.SpentLastHour(nowMs)
                .Select(core.People.Find)
                .OfType<StaffMember>()
                .Where(member => member.Site == site)
                .OrderBy(member => member.Name, StringComparer.CurrentCulture)
                .Select(member => new StaffMeter(
                    member.Id, member.Name, member.Role, core.Meters.Read(site, member.Id, member.Role, nowMs))),
        ]);
    }
}
