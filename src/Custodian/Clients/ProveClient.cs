using System.Security.Cryptography;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Clients;

/// <summary>A machine client proves its key on each connection: a challenge of 32 random bytes, signed once.</summary>
internal sealed class ProveClient(CustodyCore core)
{
    private const int ChallengeBytes = 32;

    /// <summary>Answers <see cref="MessageKind.BeginClient"/>: the same for a client that does not exist.</summary>
    public Task<ClientChallenge> BeginAsync(Caller caller, ClientHello hello, CancellationToken stop)
    {
        byte[] challenge = RandomNumberGenerator.GetBytes(ChallengeBytes);
        caller.Connection.Client = null;
        caller.Connection.Challenge = new(hello.Client, challenge);
        return Task.FromResult(new ClientChallenge(challenge));
    }

    /// <summary>Answers <see cref="MessageKind.ProveClient"/>.</summary>
    public async Task<ClientDescription> CompleteAsync(Caller caller, ClientProof proof, CancellationToken stop)
    {
        ClientChallengePending? pending = caller.Connection.Challenge;
        caller.Connection.Challenge = null;
        if (pending is null)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "no-challenge");
        }

        (ClientFacts Facts, byte[] Key)? found = await core.Writer.RunAsync(
            turn => ClientRows.FindLive(turn.Read, pending.Client), stop);
        if (found is not (ClientFacts facts, byte[] key) || !Verifies(key, pending.Challenge, proof.Signature))
        {
            await core.RefusedEvidence.NoteClientAsync(found?.Facts.Site ?? 0, pending.Client, stop);
            throw new CustodyRefusal(ResponseStatus.Forbidden, "proof-refused");
        }

        caller.Connection.Client = facts;
        return new(facts.Id, facts.Name, core.Keys.Of(facts.Site).Code, facts.Site, facts.Rights);
    }

    private static bool Verifies(byte[] publicKey, byte[] challenge, byte[] signature)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        byte[] signed = [.. "serment-client\0"u8, .. challenge];
        return key.VerifyData(signed, signature, HashAlgorithmName.SHA256);
    }
}
