using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serment.Simulation.Authenticators;

/// <summary>How an answer of <see cref="SoftwareAuthenticator"/> departs from an honest one.</summary>
public sealed record Forgery
{
    /// <summary>Nothing forged.</summary>
    public static Forgery None { get; } = new();

    /// <summary>Another origin in the client data.</summary>
    public string? Origin { get; init; }

    /// <summary>Another challenge in the client data.</summary>
    public byte[]? Challenge { get; init; }

    /// <summary>Another type in the client data.</summary>
    public string? Type { get; init; }

    /// <summary>The RP ID whose hash goes into the authenticator data.</summary>
    public string? RelyingPartyId { get; init; }

    /// <summary>The client data say that the page was framed by another origin.</summary>
    public bool CrossOrigin { get; init; }

    /// <summary>The user was present, but not verified.</summary>
    public bool OmitUserVerification { get; init; }

    /// <summary>The user was not present.</summary>
    public bool OmitUserPresence { get; init; }

    /// <summary>One bit of the signature is turned.</summary>
    public bool SpoilSignature { get; init; }

    /// <summary>The signature counter stays where it was, as a cloned authenticator's would.</summary>
    public bool RepeatSignCount { get; init; }

    /// <summary>Another person's user handle.</summary>
    public string? UserHandle { get; init; }

    /// <summary>The bytes are cut short.</summary>
    public bool CutShort { get; init; }
}

/// <summary>
/// A WebAuthn authenticator and the browser around it, in software: answers option JSON with the JSON that
/// <c>PublicKeyCredential.toJSON()</c> gives. Holds one ECDSA P-256 credential a user.
/// </summary>
public sealed class SoftwareAuthenticator(string origin)
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte AttestedData = 0x40;

    private readonly List<Credential> credentials = [];

    /// <summary>The user handles held, in order of enrolment.</summary>
    public IReadOnlyList<string> UserHandles => [.. credentials.Select(credential => credential.UserHandle)];

    /// <summary>The origin of the page that asks; may be changed to go from one page to another.</summary>
    public string Origin { get; set; } = origin;

    /// <summary>Answers creation options with a registration.</summary>
    public string Create(string optionsJson, Forgery? forgery = null)
    {
        Forgery forged = forgery ?? Forgery.None;
        JsonNode options = JsonNode.Parse(optionsJson)!;
        Credential credential = new(
            RandomNumberGenerator.GetBytes(32),
            options["rp"]!["id"]!.GetValue<string>(),
            options["user"]!["id"]!.GetValue<string>(),
            ECDsa.Create(ECCurve.NamedCurves.nistP256));
        byte[] clientData = ClientData("webauthn.create", options, forged);
        byte[] authenticatorData = [.. AuthenticatorData(credential, AttestedData, forged), .. Attested(credential)];
        byte[] attestation = AttestationObject(authenticatorData);
        credentials.Add(credential);
        return new JsonObject
        {
            ["id"] = Text(credential.Id),
            ["rawId"] = Text(credential.Id),
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "platform",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Text(clientData),
                ["attestationObject"] = Text(forged.CutShort ? attestation[..^9] : attestation),
                ["transports"] = new JsonArray("internal"),
            },
        }.ToJsonString();
    }

    /// <summary>
    /// Answers request options with an assertion, by the credential that the options allow, or the user handle names,
    /// or the newest.
    /// </summary>
    public string Get(string optionsJson, Forgery? forgery = null, string? userHandle = null)
    {
        Forgery forged = forgery ?? Forgery.None;
        JsonNode options = JsonNode.Parse(optionsJson)!;
        Credential credential = Choose(options, userHandle);
        byte[] clientData = ClientData("webauthn.get", options, forged);
        byte[] authenticatorData = AuthenticatorData(credential, 0, forged);
        byte[] signature = credential.Key.SignData(
            [.. authenticatorData, .. SHA256.HashData(clientData)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);
        if (forged.SpoilSignature)
        {
            signature[^1] ^= 1;
        }

        string handle = forged.UserHandle is null
            ? credential.UserHandle
            : Text(Encoding.UTF8.GetBytes(forged.UserHandle));
        return new JsonObject
        {
            ["id"] = Text(credential.Id),
            ["rawId"] = Text(credential.Id),
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "platform",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Text(clientData),
                ["authenticatorData"] = Text(forged.CutShort ? authenticatorData[..^3] : authenticatorData),
                ["signature"] = Text(signature),
                ["userHandle"] = handle,
            },
        }.ToJsonString();
    }

    private Credential Choose(JsonNode options, string? userHandle)
    {
        string relyingParty = options["rpId"]!.GetValue<string>();
        HashSet<string> allowed =
            [.. options["allowCredentials"]?.AsArray().Select(one => one!["id"]!.GetValue<string>()) ?? []];
        return credentials.LastOrDefault(credential =>
                string.Equals(credential.RelyingPartyId, relyingParty, StringComparison.Ordinal)
                && (allowed.Count == 0 || allowed.Contains(Text(credential.Id)))
                && (userHandle is null || string.Equals(credential.UserHandle, userHandle, StringComparison.Ordinal)))
            ?? throw new InvalidOperationException("no credential that these options allow");
    }

    private byte[] ClientData(string type, JsonNode options, Forgery forged) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["type"] = forged.Type ?? type,
            ["challenge"] = forged.Challenge is null
                ? options["challenge"]!.GetValue<string>()
                : Text(forged.Challenge),
            ["origin"] = forged.Origin ?? Origin,
            ["crossOrigin"] = forged.CrossOrigin,
        });

    private static byte[] AuthenticatorData(Credential credential, byte flags, Forgery forged)
    {
        byte[] data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(forged.RelyingPartyId ?? credential.RelyingPartyId), data);
        data[32] = (byte)(flags
            | (forged.OmitUserPresence ? 0 : UserPresent)
            | (forged.OmitUserVerification ? 0 : UserVerified));
        if (!forged.RepeatSignCount)
        {
            credential.SignCount++;
        }

        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), credential.SignCount);
        return data;
    }

    private static byte[] Attested(Credential credential)
    {
        ECParameters key = credential.Key.ExportParameters(includePrivateParameters: false);
        return
        [
            .. new byte[16],
            (byte)(credential.Id.Length >> 8), (byte)credential.Id.Length, .. credential.Id,
            // COSE_Key (RFC 9053): kty EC2, alg ES256, crv P-256, x, y.
            0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01,
            0x21, 0x58, 0x20, .. key.Q.X!, 0x22, 0x58, 0x20, .. key.Q.Y!,
        ];
    }

    /// <summary>CBOR: <c>{"fmt": "none", "attStmt": {}, "authData": bytes}</c>.</summary>
    private static byte[] AttestationObject(byte[] authenticatorData) =>
    [
        0xA3,
        0x63, .. "fmt"u8, 0x64, .. "none"u8,
        0x67, .. "attStmt"u8, 0xA0,
        0x68, .. "authData"u8, 0x59, (byte)(authenticatorData.Length >> 8), (byte)authenticatorData.Length,
        .. authenticatorData,
    ];

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private sealed class Credential(byte[] id, string relyingPartyId, string userHandle, ECDsa key)
    {
        public byte[] Id { get; } = id;

        public string RelyingPartyId { get; } = relyingPartyId;

        /// <summary>As the options gave it: base64url.</summary>
        public string UserHandle { get; } = userHandle;

        public ECDsa Key { get; } = key;

        public uint SignCount { get; set; }
    }
}
