using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Proposals;

/// <summary>
/// What will really happen when a proposal is approved, worked out here from the draft and from how things stand now.
/// The approver's page shows this and nothing else, and its digest is what the approver's passkey signs.
/// </summary>
internal sealed record ProposalEffect(
    string ProposalId, ProposalKind Kind, string SiteCode, string ProposerId, string ProposerName, string? Comment)
{
    public string? SubjectId { get; init; }

    public string? Name { get; init; }

    public Role? RoleNow { get; init; }

    public Role? Role { get; init; }

    public IReadOnlyList<Compartment>? Reads { get; init; }

    public IReadOnlyList<Compartment>? Writes { get; init; }

    public bool? OpensCards { get; init; }

    public bool? ConfirmsSensitive { get; init; }

    public IReadOnlyList<UnitDescription>? UnitsNow { get; init; }

    public IReadOnlyList<UnitDescription>? Units { get; init; }

    public int? Passkeys { get; init; }

    public MeterKind? Meter { get; init; }

    public int? WindowHours { get; init; }

    public int? LimitNow { get; init; }

    public int? Limit { get; init; }

    public string? ClientKeyFingerprint { get; init; }

    public ClientRights? ClientRights { get; init; }

    public string? Code { get; init; }

    public string? CertificateFingerprint { get; init; }

    public string? CertificateEnds { get; init; }

    public int? RuleNumber { get; init; }

    public int? RuleVersion { get; init; }

    public string? RuleDigest { get; init; }

    public string? RuleText { get; init; }

    /// <summary>SHA-256 over the JSON form: another effect, however little, is another digest.</summary>
    public byte[] Digest() =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, EffectJson.Default.ProposalEffect));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProposalEffect))]
internal sealed partial class EffectJson : JsonSerializerContext;
