using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>A touch that verified: who, with which passkey, and its new counter.</summary>
internal sealed record VerifiedTouch(ActorId Staff, byte[] CredentialId, long SignCount, bool IsBackedUp);

/// <summary>
/// Makes WebAuthn challenges, keeps them here, and verifies the answers with ASP.NET Core Identity's passkey handler
/// (WebAuthn Level 3, §7.1 and §7.2): challenge, exact origin, RP ID, user presence and verification, signature,
/// counter.
/// </summary>
internal sealed class PasskeyCeremonies
{
    private const int NonceBytes = 32;
    private static readonly object OriginsItem = new();

    private readonly RelyingParty party;
    private readonly CeremonyShelf shelf;
    private readonly Func<ActorId, PasskeyOwner?> find;
    private readonly PasskeyHandler<PasskeyOwner> handler;

    /// <summary>Takes the relying party and the way to find an owner by staff id.</summary>
    public PasskeyCeremonies(RelyingParty party, Func<ActorId, PasskeyOwner?> find, TimeProvider clock)
    {
        this.party = party;
        this.find = find;
        shelf = new(clock);
        IdentityPasskeyOptions options = new()
        {
            ServerDomain = party.Id,
            ChallengeSize = NonceBytes,
            AuthenticatorTimeout = TimeSpan.FromSeconds(CeremonyShelf.LifeSeconds),
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "required",
            AttestationConveyancePreference = "none",
            ValidateOrigin = context => ValueTask.FromResult(
                !context.CrossOrigin
                && string.IsNullOrEmpty(context.TopOrigin)
                && context.HttpContext.Items[OriginsItem] is IReadOnlyList<string> origins
                && origins.Contains(context.Origin, StringComparer.Ordinal)),
        };

        // Only FindById and the passkey look-ups of the user manager are used; the services of passwords stay out.
        UserManager<PasskeyOwner> owners = new(
            new PasskeyStore(find), Options.Create(new IdentityOptions()), null!, [], [], null!,
            new IdentityErrorDescriber(),
            null!, NullLogger<UserManager<PasskeyOwner>>.Instance);
        handler = new(owners, Options.Create(options));
    }

    /// <summary>
    /// Begins a touch; of this person, or of whoever holds a passkey of ours. Null when too many wait.
    /// </summary>
    public async Task<CeremonyBegun?> BeginTouchAsync(CeremonyPurpose purpose, ActorId? staff)
    {
        PasskeyOwner? owner = staff is null ? null : find(staff.Value);
        PasskeyRequestOptionsResult made = await handler.MakeRequestOptionsAsync(owner, HttpFor(purpose));
        return Shelve(purpose, made.RequestOptionsJson, made.AssertionState!);
    }

    /// <summary>Begins the enrolment of a passkey. Null when too many wait.</summary>
    public async Task<CeremonyBegun?> BeginEnrolmentAsync(
        CeremonyPurpose.Enrol purpose, string name, string label)
    {
        PasskeyUserEntity entity = new() { Id = purpose.Staff.ToString(), Name = name, DisplayName = label };
        PasskeyCreationOptionsResult made = await handler.MakeCreationOptionsAsync(entity, HttpFor(purpose));
        return Shelve(purpose, made.CreationOptionsJson, made.AttestationState!);
    }

    /// <summary>Verifies a touch. Null, without saying why, when anything is not as it must be.</summary>
    public async Task<(TPurpose Purpose, VerifiedTouch? Touch)?> CompleteTouchAsync<TPurpose>(CeremonyAnswer answer)
        where TPurpose : CeremonyPurpose
    {
        if (shelf.Take<TPurpose>(answer.CeremonyId) is not (TPurpose purpose, string state))
        {
            return null;
        }

        PasskeyAssertionResult<PasskeyOwner> result = await handler.PerformAssertionAsync(new()
        {
            HttpContext = HttpFor(purpose),
            CredentialJson = answer.CredentialJson,
            AssertionState = state,
        });

        // The handler enforces user verification since it is required; said again here because all rests on it.
        return result.Succeeded && result.Passkey.IsUserVerified
            ? (purpose, new(result.User.Staff, result.Passkey.CredentialId, result.Passkey.SignCount,
                result.Passkey.IsBackedUp))
            : (purpose, null);
    }

    /// <summary>Verifies a new passkey. Null, without saying why, when anything is not as it must be.</summary>
    public async Task<(CeremonyPurpose.Enrol Purpose, Passkey? Passkey)?> CompleteEnrolmentAsync(
        CeremonyAnswer answer, DateTimeOffset now)
    {
        if (shelf.Take<CeremonyPurpose.Enrol>(answer.CeremonyId) is not (CeremonyPurpose.Enrol purpose, string state))
        {
            return null;
        }

        PasskeyAttestationResult result = await handler.PerformAttestationAsync(new()
        {
            HttpContext = HttpFor(purpose),
            CredentialJson = answer.CredentialJson,
            AttestationState = state,
        });
        return result.Succeeded
            && result.Passkey.IsUserVerified
            && result.Passkey.CredentialId.Length <= Passkey.MaxCredentialIdBytes
            && string.Equals(result.UserEntity.Id, purpose.Staff.ToString(), StringComparison.Ordinal)
            ? (purpose, new(
                result.Passkey.CredentialId, result.Passkey.PublicKey, result.Passkey.SignCount,
                result.Passkey.IsBackupEligible, result.Passkey.IsBackedUp, now))
            : (purpose, null);
    }

    /// <summary>
    /// The challenge that a purpose and a nonce make. Twice used: to bind, and by whoever wants to prove later what
    /// a kept signature agreed to.
    /// </summary>
    public static byte[] Bind(ReadOnlySpan<byte> nonce, CeremonyPurpose purpose) =>
        SHA256.HashData([.. "serment-ceremony-v1\0"u8, .. nonce, .. purpose.Binding]);

    private CeremonyBegun? Shelve(CeremonyPurpose purpose, string optionsJson, string stateJson)
    {
        JsonNode options = JsonNode.Parse(optionsJson)!;
        JsonNode state = JsonNode.Parse(stateJson)!;
        byte[] nonce = Base64Url.DecodeFromChars(options["challenge"]!.GetValue<string>());
        byte[] challenge = Bind(nonce, purpose);
        options["challenge"] = Base64Url.EncodeToString(challenge);

        // The handler's own state, which it keeps as plain base64.
        state["challenge"] = Convert.ToBase64String(challenge);
        string? id = shelf.Put(purpose, state.ToJsonString());
        return id is null ? null : new(id, options.ToJsonString());
    }

    /// <summary>The handler was written for HTTP requests; ours may come through the custody protocol.</summary>
    private DefaultHttpContext HttpFor(CeremonyPurpose purpose)
    {
        DefaultHttpContext http = new();
        http.Items[OriginsItem] = purpose.OriginsOf(party);
        return http;
    }
}
