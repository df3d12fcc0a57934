// Signing in and stepping up: the custodian's challenge goes to the passkey, the passkey's answer back to the custodian.
import { send, Refusal } from "./server.js";
import { demoPeople, demoTouch } from "./demo.js";

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function passkeyTouch(options) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map((allowed) => ({ ...allowed, id: toBytes(allowed.id) })),
    },
  });
  const { response } = credential;
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : undefined,
    },
  };
}

// One ceremony from begin to complete. `person` names somebody of the demonstration; undefined is a real passkey.
async function ceremony(place, question, person) {
  const begun = await (await send(`${place}/begin`, question)).json();
  const credential = person === undefined ? await passkeyTouch(begun.options) : await demoTouch(begun.options, person);
  return (await send(`${place}/complete`, { id: begun.id, credential, carry: begun.carry })).json();
}

// A touch that confirms what is on the page; what the server wants back with it goes along.
export const confirmWithPasskey = async (place, question) => ceremony(place, question, await demoSelf());

function sayWhy(element, error) {
  const key = error instanceof Refusal
    ? { 0: "unreachable", 503: "unreachable", 422: "refused" }[error.status] ?? "refused"
    : "cancelled";
  element.textContent = element.dataset[key] ?? element.dataset.refused;
  element.hidden = false;
}

// Sends again what an ended session or a missing touch had held up; else shows the page that was asked for.
export function goOn(fallback) {
  const kept = document.getElementById("kept");
  if (kept) {
    kept.submit();
    return;
  }
  const to = new URL(fallback ?? location.href, location.href);
  if (to.pathname === location.pathname && to.search === location.search) {
    // Going to the page that one is on asks the server nothing when only the fragment differs. Its entry in the history
    // is made a plain one first: after a form, loading it again would ask whether to send the form again.
    history.replaceState(null, "", to);
    location.reload();
  } else {
    location.replace(to);
  }
}

export function startSignIn(root) {
  const box = root.querySelector("[data-sign-in]");
  if (!box) {
    return;
  }
  const error = box.querySelector("[data-error]");
  const button = box.querySelector("[data-touch]");
  const signIn = async (person) => {
    error.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      const granted = await ceremony("/sign-in", {}, person);
      const kept = root.getElementById("kept");
      if (kept) {
        kept.elements.namedItem("_proof").value = granted.proof;
        const owner = kept.elements.namedItem("_person");
        if (owner && owner.value !== granted.person) {
          // What a colleague typed is not for the next person at this desk.
          location.replace("/");
          return;
        }
      }
      goOn(location.pathname === "/sign-in" ? "/" : kept ? null : location.pathname);
    } catch (problem) {
      sayWhy(error, problem);
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  button.addEventListener("click", () => signIn(undefined));
  const demo = box.querySelector("[data-demo-people]");
  if (demo) {
    demo.hidden = false;
    showPeople(demo, signIn);
  }
}

async function showPeople(demo, signIn) {
  let people = [];
  try {
    people = await demoPeople();
  } catch {
    // The custodian's page is away; the real passkey button remains.
    people = [];
  }
  demo.querySelector("[data-nobody]").hidden = people.length > 0;
  demo.querySelector("[data-people]").replaceChildren(...people.map((person) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button wide";
    button.textContent = person.label;
    button.addEventListener("click", () => signIn(person));
    return button;
  }));
}

export function startStepUp(root) {
  root.querySelectorAll("[data-step-up]").forEach((form) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = form.querySelector("[data-error]");
    const button = form.querySelector("[data-touch]");
    error.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      const reason = form.elements.namedItem("reason");
      const question = { kind: form.dataset.stepUp, patient: form.dataset.patient, reason: reason ? reason.value : null };
      const granted = await ceremony("/step-up", question, await demoSelf());
      // How long an emergency stays open travels in the fragment: it never leaves the browser.
      goOn(form.dataset.then ? `${form.dataset.then}#until=${Date.parse(granted.until)}` : undefined);
      // A download leaves this page standing: it says so, and does not ask for another touch.
      const sent = form.querySelector("[data-sent]");
      if (sent) {
        sent.hidden = false;
        button.hidden = true;
      }
    } catch (problem) {
      sayWhy(error, problem);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }));
}

// In a demonstration, the software authenticator touches for whoever signed in with it.
async function demoSelf() {
  if (!document.body.dataset.demo) {
    return undefined;
  }
  try {
    return (await demoPeople()).find((person) => person.staffId === document.body.dataset.person);
  } catch {
    return undefined;
  }
}
