// The demonstration's software authenticator, inside its hidden frame. It keeps a P-256 key per person in IndexedDB of the
// custodian's origin; the private half cannot be exported. It makes genuine WebAuthn answers (Level 3, §6.1 and §6.5), with
// the asking page's origin as the browser reports it, for the origins that the custodian names and for nobody else.
//
// Messages, each with a number that comes back with the answer:
//   { serment: "people" }                    → [{ id, label, staffId }]
//   { serment: "create", options }           → registration, as PublicKeyCredential.toJSON() gives it
//   { serment: "get", options, id }          → assertion by that credential
const origins = document.body.dataset.origins.split(" ");
const relyingParty = document.body.dataset.relyingParty;
const store = "credentials";
const maxPeople = 200;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const uint32 = (value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

const settle = (request) => new Promise((resolve, reject) => {
  request.addEventListener("success", () => resolve(request.result));
  request.addEventListener("error", () => reject(request.error));
});

const database = (() => {
  const opening = indexedDB.open("serment-demo-authenticator", 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(store, { keyPath: "id" }));
  return settle(opening);
})();

const all = async () => settle((await database).transaction(store).objectStore(store).getAll());

// Reads, counts on and writes in one transaction: two answers never bear the same count.
async function countOn(id) {
  const credentials = (await database).transaction(store, "readwrite").objectStore(store);
  const credential = await settle(credentials.get(id));
  if (!credential) {
    throw new Error("unknown credential");
  }
  credential.count += 1;
  await settle(credentials.put(credential));
  return credential;
}

async function people() {
  return (await all())
    .sort((one, other) => one.label.localeCompare(other.label))
    .map(({ id, label, staffId }) => ({ id, label, staffId }));
}

const clientData = (type, challenge, origin) =>
  encoder.encode(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

// Flags: user present (1), user verified (4), attested credential data (64).
const authenticatorData = async (flags, count, attested = []) =>
  join(await sha256(encoder.encode(relyingParty)), [flags], uint32(count), attested);

const credentialJson = (id, response) => ({
  id, rawId: id, type: "public-key", authenticatorAttachment: "platform", clientExtensionResults: {}, response,
});

async function create(options, origin) {
  if (options.rp.id !== relyingParty || !options.pubKeyCredParams.some((one) => one.alg === -7)) {
    throw new Error("not for this authenticator");
  }
  if ((await all()).length >= maxPeople) {
    throw new Error("too many people");
  }
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const rawId = crypto.getRandomValues(new Uint8Array(32));
  // COSE_Key (RFC 9053): kty EC2, alg ES256, crv P-256, x, y.
  const cose = join([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20], point.slice(1, 33), [0x22, 0x58, 0x20], point.slice(33));
  const attested = join(new Uint8Array(16), [0, rawId.length], rawId, cose);
  const data = await authenticatorData(0x45, 0, attested);
  // CBOR: { "fmt": "none", "attStmt": {}, "authData": bytes }.
  const attestation = join(
    [0xa3, 0x63], encoder.encode("fmt"), [0x64], encoder.encode("none"), [0x67], encoder.encode("attStmt"), [0xa0],
    [0x68], encoder.encode("authData"), [0x59, data.length >> 8, data.length & 255], data);
  const id = toText(rawId);
  const credentials = (await database).transaction(store, "readwrite").objectStore(store);
  await settle(credentials.put({
    id, count: 0, key: keys.privateKey, userHandle: options.user.id, label: options.user.displayName,
    staffId: decoder.decode(toBytes(options.user.id)),
  }));
  return credentialJson(id, {
    clientDataJSON: toText(clientData("webauthn.create", options.challenge, origin)),
    attestationObject: toText(attestation),
    transports: ["internal"],
  });
}

async function get(options, id, origin) {
  const allowed = options.allowCredentials ?? [];
  if (options.rpId !== relyingParty || (allowed.length > 0 && !allowed.some((one) => one.id === id))) {
    throw new Error("not for this credential");
  }
  const credential = await countOn(id);
  const client = clientData("webauthn.get", options.challenge, origin);
  const data = await authenticatorData(0x05, credential.count);
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" }, credential.key, join(data, await sha256(client)));
  return credentialJson(id, {
    clientDataJSON: toText(client),
    authenticatorData: toText(data),
    signature: toText(der(new Uint8Array(signature))),
    userHandle: credential.userHandle,
  });
}

// WebCrypto gives r and s side by side; WebAuthn wants them as a DER sequence of two integers.
function der(signature) {
  const integer = (bytes) => {
    let start = 0;
    while (start < bytes.length - 1 && bytes[start] === 0) {
      start += 1;
    }
    const value = bytes.slice(start);
    const padded = value[0] >= 0x80 ? join([0], value) : value;
    return join([2, padded.length], padded);
  };
  const body = join(integer(signature.slice(0, 32)), integer(signature.slice(32)));
  return join([0x30, body.length], body);
}

addEventListener("message", async ({ origin, source, data }) => {
  if (!origins.includes(origin) || typeof data?.serment !== "string") {
    return;
  }
  const reply = { number: data.number };
  try {
    const answers = {
      people,
      create: () => create(data.options, origin),
      get: () => get(data.options, data.id, origin),
    };
    reply.answer = await answers[data.serment]();
  } catch (error) {
    reply.error = error.message;
  }
  source.postMessage(reply, origin);
});
