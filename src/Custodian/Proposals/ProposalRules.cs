using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serment.Custodian.Downtime;
using Serment.Custodian.People;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Proposals;

/// <summary>How things stand at the site, as far as a proposal depends on it.</summary>
/// <param name="Site">The site.</param>
/// <param name="Subject">The member of staff that the draft names, if there is one here.</param>
/// <param name="KnowsUnit">Whether a unit is the site's.</param>
/// <param name="OthersWhoGovern">Active people other than the subject who could decide proposals.</param>
/// <param name="IsUnitCodeTaken">Whether the draft's unit code exists.</param>
/// <param name="KnowsClient">Whether the draft's machine client is the site's and lives.</param>
internal sealed record ProposalGround(
    short Site, StaffMember? Subject, Func<int, bool> KnowsUnit, int OthersWhoGovern, bool IsUnitCodeTaken,
    bool KnowsClient = false);

/// <summary>Why a proposal cannot be: a stable code, and the field of the draft.</summary>
internal sealed record ProposalProblem(string Code, string Field);

/// <summary>Which proposals make sense, who may make them and who may decide. Pure.</summary>
internal static class ProposalRules
{
    /// <summary>Two people must remain who can approve: one alone could never bring anybody back.</summary>
    public const int MinWhoGovern = 2;

    /// <summary>Shortest name of a person, unit or client.</summary>
    public const int MinNameCharacters = 2;

    /// <summary>The longest comment.</summary>
    public const int MaxCommentCharacters = 500;

    /// <summary>The highest limit that a budget can have.</summary>
    public const int MaxLimit = 100_000;

    /// <summary>The longest PEM text of a client's key.</summary>
    public const int MaxPemCharacters = 1000;

    /// <summary>The longest text of a rule for automatic release.</summary>
    public const int MaxRuleCharacters = 4000;

    private const string P256 = "1.2.840.10045.3.1.7";
    private static readonly int[] Windows = [1, 24, 720];

    /// <summary>Whether somebody of that role may propose that.</summary>
    public static bool MayPropose(Role role, ProposalKind kind) =>
        role switch
        {
            // What leaves a laboratory unseen by a biologist, a biologist answers for; who approves it is somebody else.
            Role.Administrator => kind is not ProposalKind.ActivateReleaseRule,
            Role.SecurityOfficer =>
                kind is ProposalKind.SuspendStaff or ProposalKind.ChangeBudget or ProposalKind.EndClient
                    or ProposalKind.EndReleaseRule,
            Role.Biologist => kind is ProposalKind.ActivateReleaseRule or ProposalKind.EndReleaseRule,
            Role.LaboratoryTechnician => kind is ProposalKind.EndReleaseRule,
            _ => false,
        };

    /// <summary>Whether it only takes power away: it holds at once, without a second person.</summary>
    public static bool HoldsAtOnce(ProposalKind kind) =>
        kind is ProposalKind.SuspendStaff or ProposalKind.EndClient or ProposalKind.EndReleaseRule;

    /// <summary>
    /// Whether one person may do it alone as often as she likes: without a rule, biologists release, and nobody is
    /// kept from anything.
    /// </summary>
    public static bool HoldsAlways(ProposalKind kind) => kind == ProposalKind.EndReleaseRule;

    /// <summary>Whether it is about one laboratory's rules, which only those who work there change.</summary>
    public static bool IsOfLaboratory(ProposalKind kind) =>
        kind is ProposalKind.ActivateReleaseRule or ProposalKind.EndReleaseRule;

    /// <summary>Whether approving it lets somebody enrol a passkey, which takes an address and a code.</summary>
    public static bool Enrols(ProposalKind kind) =>
        kind is ProposalKind.EnrolStaff or ProposalKind.AddPasskey or ProposalKind.ReinstateStaff;

    /// <summary>
    /// Why this draft cannot be; null when it can. Checked when it is made and again when it is approved.
    /// </summary>
    public static ProposalProblem? Check(ProposalDraft draft, ProposalGround ground)
    {
        if (!Enum.IsDefined(draft.Kind))
        {
            return new("malformed", "kind");
        }

        if (draft.Comment?.Length > MaxCommentCharacters)
        {
            return new("too-long", "comment");
        }

        return draft.Kind switch
        {
            ProposalKind.EnrolStaff =>
                CheckName(draft.Name) ?? CheckRole(draft.Role) ?? CheckUnits(draft.UnitIds, ground),
            ProposalKind.CreateUnit => CheckName(draft.Name) ?? CheckCode(draft.Code, ground),
            ProposalKind.ChangeBudget => CheckBudget(draft),
            ProposalKind.EndClient => ground.KnowsClient ? null : new("unknown-client", "client"),
            ProposalKind.RegisterClient => CheckName(draft.Name) ?? CheckClient(draft),
            ProposalKind.RegisterWardKey => CheckWardKey(draft, ground),
            ProposalKind.ActivateReleaseRule =>
                CheckRuleUnit(draft, ground) ?? CheckName(draft.Name) ?? CheckRule(draft),
            ProposalKind.EndReleaseRule => CheckRuleUnit(draft, ground),
            _ => CheckSubject(draft, ground),
        };
    }

    /// <summary>Why this person cannot decide this proposal; null when they can.</summary>
    public static string? CheckDecider(StaffMember decider, short site, ActorId proposer, ActorId? subject)
    {
        if (!decider.Governs || decider.State != StaffState.Active || decider.Site != site)
        {
            return "not-a-decider";
        }

        if (decider.Id == proposer)
        {
            return "own-proposal";
        }

        return decider.Id == subject ? "about-yourself" : null;
    }

    /// <summary>A public key on P-256 from PEM; null for anything else, a private key above all.</summary>
    public static ECDsa? ReadKey(string? pem)
    {
        if (pem is null or { Length: > MaxPemCharacters } || pem.Contains(
            "PRIVATE", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (string.Equals(key.ExportParameters(false).Curve.Oid.Value, P256, StringComparison.Ordinal))
            {
                return key;
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Whatever was pasted there is no public key: the caller says so, with the field's name.
            key.Dispose();
            return null;
        }

        key.Dispose();
        return null;
    }

    private static ProposalProblem? CheckSubject(ProposalDraft draft, ProposalGround ground)
    {
        if (ground.Subject is not StaffMember subject || subject.Site != ground.Site)
        {
            return new("unknown-staff", "staff");
        }

        bool isSuspended = subject.State == StaffState.Suspended;
        if (isSuspended != (draft.Kind == ProposalKind.ReinstateStaff))
        {
            return new(isSuspended ? "is-suspended" : "is-not-suspended", "staff");
        }

        bool losesPower = draft.Kind == ProposalKind.SuspendStaff
            || (draft.Kind == ProposalKind.ChangeRole
                && draft.Role is not (Role.Administrator or Role.SecurityOfficer));
        bool governsNow = subject is { Governs: true, State: StaffState.Active };
        if (losesPower && governsNow && ground.OthersWhoGovern < MinWhoGovern)
        {
            return new("last-two-who-approve", "staff");
        }

        return draft.Kind switch
        {
            ProposalKind.ChangeRole when draft.Role == subject.Role => new("nothing-changes", "role"),
            ProposalKind.ChangeRole => CheckRole(draft.Role),
            ProposalKind.ChangeUnits => CheckUnits(draft.UnitIds, ground),
            ProposalKind.AddPasskey when subject.Passkeys.Count >= StaffMember.MaxPasskeys =>
                new("passkey-limit", "staff"),
            _ => null,
        };
    }

    private static ProposalProblem? CheckName(string? name) =>
        name is not null
        && name.Trim().Length is >= MinNameCharacters and <= StaffMember.MaxNameCharacters
        && !name.Any(char.IsControl)
            ? null
            : new("name", "name");

    private static ProposalProblem? CheckRole(Role? role) =>
        role is not null && Enum.IsDefined(role.Value) ? null : new("role", "role");

    private static ProposalProblem? CheckUnits(IReadOnlyList<int>? units, ProposalGround ground) =>
        units is not null
        && units.Count <= StaffMember.MaxUnits
        && units.All(ground.KnowsUnit)
        && units.Distinct().Count() == units.Count
            ? null
            : new("unknown-unit", "unitIds");

    private static ProposalProblem? CheckCode(string? code, ProposalGround ground)
    {
        bool isSound = code is { Length: > 0 and <= SiteUnit.MaxCodeCharacters }
            && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-');
        if (!isSound)
        {
            return new("code", "code");
        }

        return ground.IsUnitCodeTaken ? new("code-taken", "code") : null;
    }

    private static ProposalProblem? CheckBudget(ProposalDraft draft)
    {
        if (CheckRole(draft.Role) is { } problem)
        {
            return problem;
        }

        if (draft.Meter is null || !Enum.IsDefined(draft.Meter.Value))
        {
            return new("meter", "meter");
        }

        if (draft.WindowHours is not int hours || !Windows.Contains(hours))
        {
            return new("window", "windowHours");
        }

        return draft.Limit is >= 0 and <= MaxLimit ? null : new("limit", "limit");
    }

    private static ProposalProblem? CheckWardKey(ProposalDraft draft, ProposalGround ground)
    {
        if (draft.UnitIds is not { Count: 1 })
        {
            return new("unknown-unit", "unitIds");
        }

        using X509Certificate2? certificate = WardCertificate.Read(draft.CertificatePem);
        return CheckUnits(draft.UnitIds, ground)
            ?? (certificate is null ? new("certificate", "certificatePem") : null);
    }

    private static ProposalProblem? CheckRuleUnit(ProposalDraft draft, ProposalGround ground) =>
        draft.UnitIds is not { Count: 1 } ? new("unknown-unit", "unitIds")
        : draft.RuleNumber is not > 0 ? new("rule", "ruleNumber")
        : CheckUnits(draft.UnitIds, ground);

    private static ProposalProblem? CheckRule(ProposalDraft draft) =>
        draft.RuleVersion is not > 0 ? new("rule", "ruleVersion")
        : draft.RuleDigest is not { Length: SHA256.HashSizeInBytes } ? new("rule", "ruleDigest")
        : draft.RuleText is not { Length: > 0 and <= MaxRuleCharacters } text
            || text.Any(c => char.IsControl(c) && c != '\n')
            ? new("rule", "ruleText")
            : null;

    private static ProposalProblem? CheckClient(ProposalDraft draft)
    {
        const ClientRights All = ClientRights.Seal | ClientRights.Match | ClientRights.Declare;
        if (draft.ClientRights is not ClientRights rights || rights == ClientRights.None || (
            rights & ~All) != ClientRights.None)
        {
            return new("rights", "clientRights");
        }

        using ECDsa? key = ReadKey(draft.ClientPublicKeyPem);
        return key is null ? new("key", "clientPublicKeyPem") : null;
    }
}
