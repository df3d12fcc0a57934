// The custodian's pages: sign in, enrol, decide. Each begins a ceremony here, has the passkey answer, and completes it.
import { createPasskey, getPasskey } from "./passkey.js";
import { demoCreate, demoGet, demoPeople, hasDemo } from "./demo-authenticator.js";

class Refusal extends Error {}

async function send(path, question) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(question),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refusal(answer.message ?? "");
  }
  return answer;
}

function say(root, error) {
  const element = root.querySelector("[data-error]");
  element.textContent = error instanceof Refusal && error.message ? error.message : element.dataset.cancelled;
  element.hidden = false;
}

// Runs a deed with its button busy, and says what went wrong beside it.
async function run(root, button, deed) {
  root.querySelector("[data-error]").hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    await deed();
  } catch (error) {
    say(root, error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

// Which of the people in the software authenticator the options allow; nobody outside a demonstration.
async function peopleFor(options) {
  if (!hasDemo) {
    return [];
  }
  const allowed = (options.allowCredentials ?? []).map((one) => one.id);
  return (await demoPeople()).filter((person) => allowed.length === 0 || allowed.includes(person.id));
}

async function showPeople(box, choose) {
  const people = await demoPeople().catch(() => []);
  box.hidden = false;
  box.querySelector("[data-nobody]").hidden = people.length > 0;
  box.querySelector("[data-people]").replaceChildren(...people.map((person) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button wide";
    button.textContent = person.label;
    button.addEventListener("click", () => choose(person, button));
    return button;
  }));
}

function startSignIn(root) {
  const signIn = (person, button) => run(root, button, async () => {
    const begun = await send("/sign-in/begin", {});
    const credential = person ? await demoGet(begun.options, person) : await getPasskey(begun.options);
    await send("/sign-in/complete", { ceremonyId: begun.ceremonyId, credential });
    location.replace(root.dataset.then);
  });
  const button = root.querySelector("[data-touch]");
  button.addEventListener("click", () => signIn(undefined, button));
  const box = root.querySelector("[data-people-box]");
  if (box) {
    showPeople(box, signIn);
  }
}

async function startEnrolment(root) {
  const secret = location.hash.slice(1);
  // The secret leaves the address bar, and with it the history and whoever looks over the shoulder.
  history.replaceState(null, "", location.pathname);
  // Another link pasted into this very page is another fragment, for which a browser does not load anything.
  addEventListener("hashchange", () => location.reload());
  const checking = root.querySelector("[data-checking]");
  const ready = root.querySelector("[data-ready]");
  const code = root.querySelector("[data-code]");
  const typed = code.querySelector("input");
  const enrol = (button, make) => run(root, button, async () => {
    const begun = await send("/enrol/begin", { secret, code: typed.value });
    const credential = await make(begun.options);
    await send("/enrol/complete", { ceremonyId: begun.ceremonyId, credential });
    ready.hidden = true;
    root.querySelector("[data-done]").hidden = false;
  });
  const button = root.querySelector("[data-touch]");
  button.addEventListener("click", () => enrol(button, createPasskey));
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      enrol(button, createPasskey);
    }
  });
  const demo = root.querySelector("[data-demo-touch]");
  demo?.addEventListener("click", () => enrol(demo, demoCreate));
  try {
    const person = await send("/enrol/describe", { secret });
    for (const fact of root.querySelectorAll("[data-fact]")) {
      fact.textContent = person[fact.dataset.fact] ?? "";
    }
    code.hidden = !person.needsCode;
    ready.hidden = false;
    if (person.needsCode) {
      typed.focus();
    }
  } catch (error) {
    say(root, error);
  } finally {
    checking.hidden = true;
  }
}

function startDecision(root) {
  const decide = (approve, button) => run(root, button, async () => {
    const question = { proposal: root.dataset.proposal, digest: root.dataset.digest, approve };
    const begun = await send("/proposals/begin", question);
    const [person] = await peopleFor(begun.options);
    const credential = person ? await demoGet(begun.options, person) : await getPasskey(begun.options);
    show(await send("/proposals/complete", { ceremonyId: begun.ceremonyId, credential }));
  });
  const show = ({ verdict, enrolmentUrl }) => {
    root.querySelector("[data-decision]").hidden = true;
    root.querySelector(".badge").hidden = true;
    const done = root.querySelector("[data-done]");
    for (const text of done.querySelectorAll("[data-verdict]")) {
      text.hidden = text.dataset.verdict !== verdict;
    }
    if (enrolmentUrl) {
      done.querySelector("[data-enrolment]").hidden = false;
      done.querySelector("input").value = enrolmentUrl;
    }
    done.hidden = false;
  };
  for (const [selector, approve] of [["[data-approve]", true], ["[data-reject]", false]]) {
    const button = root.querySelector(selector);
    button?.addEventListener("click", () => decide(approve, button));
  }
  const copy = root.querySelector("[data-copy]");
  copy?.addEventListener("click", async () => {
    await navigator.clipboard.writeText(root.querySelector("#enrolment-url").value);
    copy.textContent = copy.dataset.copied;
  });
}

for (const [selector, start] of [
  ["[data-sign-in]", startSignIn], ["[data-enrol]", startEnrolment], ["[data-proposal]", startDecision],
]) {
  const root = document.querySelector(selector);
  if (root) {
    start(root);
  }
}
