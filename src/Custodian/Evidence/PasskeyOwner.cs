using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>A member of staff as the passkey handler needs to know one.</summary>
internal sealed record PasskeyOwner(ActorId Staff, string Name, IReadOnlyList<Passkey> Passkeys);

/// <summary>One enrolled passkey.</summary>
internal sealed record Passkey(
    byte[] CredentialId, byte[] PublicKey, long SignCount, bool IsBackupEligible, bool IsBackedUp,
    DateTimeOffset Enrolled)
{
    /// <summary>The longest credential id that WebAuthn allows (§4, Credential ID).</summary>
    public const int MaxCredentialIdBytes = 1023;

    /// <summary>
    /// What the leaf of its enrolment commits to: SHA-256 over the length of the id (i32), the id and the public key.
    /// A passkey that somebody writes into the database is not in the log.
    /// </summary>
    public static byte[] CommitmentOf(byte[] credentialId, byte[] publicKey)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, credentialId.Length);
        return SHA256.HashData([.. length, .. credentialId, .. publicKey]);
    }

    /// <summary>The form that the handler works on.</summary>
    public UserPasskeyInfo ToInfo() =>
        new(
            CredentialId, PublicKey, Enrolled, (uint)SignCount, transports: null, isUserVerified: true,
            IsBackupEligible, IsBackedUp, attestationObject: [], clientDataJson: []);
}

/// <summary>Where the handler finds owners: only to read. What a ceremony changes is written by its use case.</summary>
internal sealed class PasskeyStore(Func<ActorId, PasskeyOwner?> find) : IUserPasskeyStore<PasskeyOwner>
{
    public Task<string> GetUserIdAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Staff.ToString());

    public Task<string?> GetUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Name);

    public Task<PasskeyOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(ActorId.TryParse(userId, out ActorId staff) ? find(staff) : null);

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys.Select(passkey => passkey.ToInfo())]);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(
        PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(
            user.Passkeys.FirstOrDefault(
                passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId))?.ToInfo());

    // The handler asks this on registration only, to refuse a credential that somebody has already; the table's
    // primary key answers the same question inside the transaction.
    public Task<PasskeyOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult<PasskeyOwner?>(null);

    public Task AddOrUpdatePasskeyAsync(
        PasskeyOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadOnly();

    public Task RemovePasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw ReadOnly();

    public Task<IdentityResult> CreateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> UpdateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> DeleteAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<PasskeyOwner?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        throw ReadOnly();

    public Task<string?> GetNormalizedUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        throw ReadOnly();

    public Task SetNormalizedUserNameAsync(
        PasskeyOwner user, string? normalizedName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetUserNameAsync(PasskeyOwner user, string? userName, CancellationToken cancellationToken) =>
        throw ReadOnly();

    public void Dispose()
    {
    }

    private static NotSupportedException ReadOnly() => new("the passkey handler reads; use cases write");
}
