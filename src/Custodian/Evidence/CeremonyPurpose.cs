using System.Buffers.Binary;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>
/// What a touch of the passkey will mean. The purpose is hashed into the challenge that the authenticator signs: an
/// answer to one question can never be used for another, and what was agreed to can be proven later.
/// </summary>
internal abstract record CeremonyPurpose
{
    /// <summary>The bytes that the challenge is bound to; the first names the kind of purpose.</summary>
    public abstract byte[] Binding { get; }

    /// <summary>The origins from which the answer may come.</summary>
    public abstract IReadOnlyList<string> OriginsOf(RelyingParty party);

    /// <summary>To begin a session on the web server.</summary>
    public sealed record SignInOnWeb : CeremonyPurpose
    {
        public override byte[] Binding => [1];

        public override IReadOnlyList<string> OriginsOf(RelyingParty party) => party.WebOrigins;
    }

    /// <summary>To begin a session on the custodian's own pages.</summary>
    public sealed record SignInOnPages : CeremonyPurpose
    {
        public override byte[] Binding => [2];

        public override IReadOnlyList<string> OriginsOf(RelyingParty party) => party.CustodianOrigins;
    }

    /// <summary>To open one patient after all, within one session.</summary>
    public sealed record StepUp(SessionId Session, StepUpRequest Request) : CeremonyPurpose
    {
        public override byte[] Binding =>
            [3, (byte)Request.Kind, .. Number(Session.Value), .. Number(Request.Patient.Value)];

        public override IReadOnlyList<string> OriginsOf(RelyingParty party) => party.WebOrigins;
    }

    /// <summary>To approve or reject one proposal, exactly as it was shown.</summary>
    public sealed record DecideProposal(SessionId Session, ProposalId Proposal, bool Approve, byte[] EffectDigest)
        : CeremonyPurpose
    {
        public override byte[] Binding =>
            [4, Approve ? (byte)1 : (byte)0, .. Number(Session.Value), .. Number(Proposal.Value), .. EffectDigest];

        public override IReadOnlyList<string> OriginsOf(RelyingParty party) => party.CustodianOrigins;
    }

    /// <summary>To enrol a passkey by a one-time address.</summary>
    public sealed record Enrol(byte[] SecretHash, ActorId Staff) : CeremonyPurpose
    {
        public override byte[] Binding => [5, .. Number(Staff.Value), .. SecretHash];

        public override IReadOnlyList<string> OriginsOf(RelyingParty party) => party.CustodianOrigins;
    }

    /// <summary>To sign exactly these reports: their SHA-256 digests, one after the other.</summary>
    public sealed record SignReports(SessionId Session, byte[] Digests) : CeremonyPurpose
    {
        public override byte[] Binding => [6, .. Number(Session.Value), .. Digests];

        public override IReadOnlyList<string> OriginsOf(RelyingParty party) => party.WebOrigins;
    }

    private static byte[] Number(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
