using Serment.Custodian.Budgets;
using Serment.Custodian.Clients;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Proposals;
using Serment.Custodian.Signing;
using Serment.CustodyProtocol;
using static Serment.CustodyProtocol.CustodyJson;

namespace Serment.Custodian.Serving;

/// <summary>
/// Passkeys, sessions and people of a running custodian, wired to its core; the protocol and the pages share them.
/// </summary>
internal sealed class EvidenceParts
{
    /// <summary>Wires them.</summary>
    public EvidenceParts(CustodyCore core)
    {
        CustodianOptions options = core.Options;
        EvidenceSeams seams = new()
        {
            AccessOf = role => new(
                RoleCompartments.Reads(role), RoleCompartments.Writes(role), RoleCompartments.OpensCards(role),
                RoleCompartments.ConfirmsSensitive(role)),
            ReadMeters = (staff, role, site, now) => core.Meters.Read(site, staff, role, now.ToUnixTimeMilliseconds()),
            NoteKeyOf = site => core.Keys.Of(site).DeriveNoteKey(),
            LimitOf = (site, role, meter, hours) =>
                core.Limits.Of(site, role, (Meter)meter).Of(Array.IndexOf(MeterWindows.Hours, hours)),
            ChangeLimit = (turn, site, role, meter, hours, limit) =>
                core.Limits.Change(turn, site, (short)role, (Meter)meter, hours, limit),
            RegisterClient = (turn, client, site, name, key, rights) =>
                ClientRows.Insert(turn, client, site, name, key, rights, ClientRows.DefaultFlowPerHour),
            RegisterWardKey = core.WardKeys.Register,
            ActivateRule = core.ReleaseRules.Activate,
            EndRule = core.ReleaseRules.End,
        };
        Party = new(options.RelyingPartyId, options.CustodianOrigin, options.WebOrigins);
        PasskeyCeremonies ceremonies = new(Party, core.People.FindOwner, core.Clock);
        RefusedEvidence refused = core.RefusedEvidence;
        SignIn = new(ceremonies, core.Sessions, core.People, refused, core.Writer);
        StepUps = new(ceremonies, core.Sessions, refused, core.People, seams.NoteKeyOf, core.Writer);
        Reports = new(ceremonies, core.Sessions, refused, core.People, core.Keys.Of, core.Writer);
        Reviews = new(core.People, seams.NoteKeyOf, core.Writer);
        Enrol = new(ceremonies, refused, core.People, seams.NoteKeyOf, core.Readers, core.Writer);
        Passkeys = new(core.People, core.Sessions, core.Writer);
        Descriptions = new(core.Sessions, core.People, core.Covers, seams);
        Upkeep = new(core.Sessions, core.Writer, core.Clock);
        ProposalWorkings workings = new(core.People, seams);
        Proposals = new(core.People, core.Sessions, workings, Party.CustodianOrigin, core.Writer);
        DecideProposal = new(ceremonies, refused, core.People, workings, Party.CustodianOrigin, core.Writer);
    }

    public RelyingParty Party { get; }

    public MakeProposals Proposals { get; }

    public DecideProposal DecideProposal { get; }

    public SignIn SignIn { get; }

    public StepUps StepUps { get; }

    public SignReports Reports { get; }

    public BreakGlassReviews Reviews { get; }

    public EnrolPasskey Enrol { get; }

    public RevokePasskey Passkeys { get; }

    public SessionDescriptions Descriptions { get; }

    public SessionUpkeep Upkeep { get; }

    /// <summary>Registers the messages of evidence, people and proposals.</summary>
    public void AddTo(Handlers handlers, CustodyCore core)
    {
        new EvidenceHandlers(SignIn, StepUps, Reviews, Descriptions, core.People, Passkeys, core.Writer)
            .AddTo(handlers);
        handlers.Add(
            MessageKind.BeginSignReports, Default.ReportSigning, Default.CeremonyBegun,
            (caller, signing, _) => Reports.BeginAsync(caller.Person, signing));
        handlers.Add(
            MessageKind.CompleteSignReports, Default.ReportSigningAnswer, Default.ReportsSigned,
            (caller, answer, stop) => Reports.CompleteAsync(caller.Person, answer, stop));
        handlers.Add(
            MessageKind.ListReportKeys, Default.Nothing, Default.ReportKeyList,
            (caller, _, stop) => core.Readers.RunAsync(reader => ReportKeyRows.List(reader, caller.Person.Site), stop));
        new ProposalHandlers(Proposals, core.ReleaseRules).AddTo(handlers);
    }
}
