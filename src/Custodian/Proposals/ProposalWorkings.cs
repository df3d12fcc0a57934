using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serment.Custodian.Clients;
using Serment.Custodian.Downtime;
using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Proposals;

/// <summary>What a proposal would do and does, each time from the database as the turn sees it.</summary>
internal sealed class ProposalWorkings(PeopleDirectory people, EvidenceSeams seams)
{
    /// <summary>Refuses a draft that cannot be, as things stand.</summary>
    public void ThrowUnlessSound(Turn turn, short site, ProposalDraft draft)
    {
        StaffMember? subject = draft.Staff is ActorId staff ? PeopleRows.Find(turn, staff) : null;
        ProposalGround ground = new(
            site, subject, unit => PeopleRows.FindUnit(turn, site, unit) is not null,
            PeopleRows.CountOthersWhoGovern(turn, site, draft.Staff ?? default),
            draft.Code is not null && PeopleRows.HasUnitCode(turn, site, draft.Code),
            draft.Client is ActorId client && ClientRows.NameOfLive(turn, site, client) is not null);
        if (ProposalRules.Check(draft, ground) is ProposalProblem problem)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, problem.Code, problem.Field);
        }
    }

    /// <summary>
    /// The code that only the proposer is shown, and what is kept of it; nothing where nobody will enrol.
    /// </summary>
    public (string? Code, byte[]? Mac) DrawCode(short site, ProposalKind kind)
    {
        if (!ProposalRules.Enrols(kind))
        {
            return (null, null);
        }

        string code = EnrolmentCode.Draw();
        return (code, EnrolmentCode.MacOf(seams.NoteKeyOf(site), code));
    }

    /// <summary>What approving would do now.</summary>
    public ProposalEffect EffectOf(Turn turn, StoredProposal proposal)
    {
        ProposalDraft draft = proposal.Draft;
        StaffMember? subject = draft.Staff is ActorId staff ? PeopleRows.Find(turn, staff) : null;
        bool isBudget = draft.Kind == ProposalKind.ChangeBudget;
        using X509Certificate2? certificate =
            draft.Kind == ProposalKind.RegisterWardKey ? WardCertificate.Read(draft.CertificatePem) : null;
        SessionAccess? access = draft.Role is Role role && !isBudget ? seams.AccessOf(role) : null;
        return new(
            proposal.Id.ToString(), draft.Kind, people.SiteOf(proposal.Site)?.Code ?? "", proposal.Proposer.ToString(),
            people.NameOf(proposal.Proposer) ?? "", Clean(draft.Comment))
        {
            SubjectId = subject?.Id.ToString(),
            Name = subject?.Name ?? Clean(draft.Name),
            RoleNow = subject?.Role,
            Role = draft.Role,
            Reads = access?.Reads,
            Writes = access?.Writes,
            OpensCards = access?.OpensCards,
            ConfirmsSensitive = access?.ConfirmsSensitive,
            UnitsNow = subject is null ? null : Describe(turn, proposal.Site, subject.UnitIds),
            Units = draft.UnitIds is null ? null : Describe(turn, proposal.Site, draft.UnitIds),
            Passkeys = subject?.Passkeys.Count,
            Meter = draft.Meter,
            WindowHours = draft.WindowHours,
            LimitNow = isBudget
                ? seams.LimitOf(proposal.Site, draft.Role!.Value, draft.Meter!.Value, draft.WindowHours!.Value)
                : null,
            Limit = draft.Limit,
            ClientKeyFingerprint = FingerprintOf(draft.ClientPublicKeyPem),
            ClientRights = draft.ClientRights,
            Code = draft.Code,
            CertificateFingerprint = certificate is null ? null : WardCertificate.FingerprintOf(certificate),
            CertificateEnds = certificate?.NotAfter.ToUniversalTime().ToString(
                "yyyy-MM-dd", CultureInfo.InvariantCulture),
            RuleNumber = draft.RuleNumber,
            RuleVersion = draft.RuleVersion,
            RuleDigest = draft.RuleDigest is null ? null : Convert.ToHexStringLower(draft.RuleDigest),
            RuleText = draft.RuleText,
        };
    }

    /// <summary>Does it. The draft must have been found sound in this very turn.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="proposal">The proposal.</param>
    /// <param name="decider">Who decided it; its proposer, where it holds at once.</param>
    /// <returns>Whom it concerns, and a one-time enrolment secret where one was made.</returns>
    public (ActorId? Subject, string? EnrolmentSecret) Apply(Turn turn, StoredProposal proposal, ActorId decider)
    {
        ProposalDraft draft = proposal.Draft;
        switch (draft.Kind)
        {
            case ProposalKind.EnrolStaff:
                StaffMember member = new(
                    ActorId.New(), proposal.Site, Clean(draft.Name)!, draft.Role!.Value, StaffState.Invited,
                    draft.UnitIds!.ToFrozenSet(), []);
                PeopleRows.Insert(turn, member);
                people.FollowStaff(turn, member.Id);
                return (member.Id, Enrolments.Create(turn, member.Id, proposal.CodeMac));
            case ProposalKind.AddPasskey:
                return (draft.Staff, Enrolments.Create(turn, draft.Staff!.Value, proposal.CodeMac));
            case ProposalKind.ReinstateStaff:
                return (draft.Staff, Reinstate(turn, proposal));
            case ProposalKind.CreateUnit:
                people.FollowUnit(turn, PeopleRows.InsertUnit(turn, proposal.Site, draft.Code!, Clean(draft.Name)!));
                return (null, null);
            case ProposalKind.ChangeBudget:
                seams.ChangeLimit(
                    turn, proposal.Site, draft.Role!.Value, draft.Meter!.Value, draft.WindowHours!.Value,
                    draft.Limit!.Value);
                return (null, null);
            case ProposalKind.EndClient:
                ClientRows.End(turn, draft.Client!.Value);
                return (draft.Client, null);
            case ProposalKind.RegisterWardKey:
                using (X509Certificate2 certificate = WardCertificate.Read(draft.CertificatePem)!)
                {
                    seams.RegisterWardKey(
                        turn, proposal.Site, draft.UnitIds![0], certificate.RawData, proposal.Proposer);
                }

                return (null, null);
            case ProposalKind.ActivateReleaseRule:
                seams.ActivateRule(turn, proposal.Site, draft, proposal.Proposer, decider);
                return (null, null);
            case ProposalKind.EndReleaseRule:
                seams.EndRule(turn, proposal.Site, draft.UnitIds![0], draft.RuleNumber!.Value, decider);
                return (null, null);
            case ProposalKind.RegisterClient:
                return (RegisterClient(turn, proposal), null);
            default:
                ApplyToStaff(turn, draft);
                people.FollowStaff(turn, draft.Staff!.Value);
                return (draft.Staff, null);
        }
    }

    private string Reinstate(Turn turn, StoredProposal proposal)
    {
        // A passkey may be why somebody was suspended: whoever comes back enrols a new one, and nothing else is left.
        StaffMember member = PeopleRows.Find(turn, proposal.Draft.Staff!.Value)!;
        foreach (Passkey passkey in member.Passkeys)
        {
            PeopleRows.EndPasskey(turn, passkey.CredentialId, proposal.Proposer);
        }

        PeopleRows.SetState(turn, member.Id, StaffState.Invited);
        people.FollowStaff(turn, member.Id);
        return Enrolments.Create(turn, member.Id, proposal.CodeMac);
    }

    private ActorId RegisterClient(Turn turn, StoredProposal proposal)
    {
        using ECDsa key = ProposalRules.ReadKey(proposal.Draft.ClientPublicKeyPem)!;
        ActorId client = ActorId.New();
        seams.RegisterClient(
            turn, client, proposal.Site, Clean(proposal.Draft.Name)!, key, proposal.Draft.ClientRights!.Value);
        return client;
    }

    private static void ApplyToStaff(Turn turn, ProposalDraft draft)
    {
        ActorId staff = draft.Staff!.Value;
        switch (draft.Kind)
        {
            case ProposalKind.ChangeRole:
                PeopleRows.SetRole(turn, staff, draft.Role!.Value);
                break;
            case ProposalKind.ChangeUnits:
                PeopleRows.SetUnits(turn, staff, draft.UnitIds!);
                break;
            case ProposalKind.SuspendStaff:
                PeopleRows.SetState(turn, staff, StaffState.Suspended);
                break;
            default:
                throw new InvalidOperationException("a proposal of a kind that nobody has written");
        }
    }

    private static List<UnitDescription> Describe(Turn turn, short site, IEnumerable<int> units) =>
    [
        .. units.Order()
            .Select(unit => PeopleRows.FindUnit(turn, site, unit))
            .OfType<SiteUnit>()
            .Select(unit => unit.Describe()),
    ];

    private static string? FingerprintOf(string? pem)
    {
        using ECDsa? key = ProposalRules.ReadKey(pem);
        return key is null ? null : Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
