// Writing notes: what is typed is kept, sealed, two seconds after the last key and when the page is left. The text never
// goes anywhere but into this page and to the server: nothing is put into the browser's stores.
const QUIET_MS = 2000;      // after the last key
const INTERVAL_MS = 5000;   // between two savings; the server holds to it too
const RETRY_MS = 5000;      // after a failure

const form = document.querySelector("[data-note]");
if (form) {
  write(form);
}
keys();

function write(form) {
  const state = document.getElementById("save-state");
  const field = (name) => form.elements.namedItem(name);
  const path = (what) => `${form.dataset.notes}/${form.dataset.note}/${what}`;
  const body = (more = {}) => {
    const all = new URLSearchParams(new FormData(form));
    Object.entries(more).forEach(([name, value]) => all.set(name, value));
    return all;
  };
  let edit = Number(field("edit").value);
  let kept = edit;
  let dirtySince = 0;
  let notBefore = 0;
  let timer = 0;
  let saving = null;
  let leaving = false;
  let needsForm = false;
  let provedAnew = false;
  let refused = -1;

  // As the server counts: all sections together.
  const isTooLong = () => [...form.querySelectorAll("textarea[name^='text']")]
    .reduce((sum, area) => sum + area.value.length, 0) > Number(form.dataset.max);
  const say = (key, at, bad) => {
    state.textContent = (form.dataset[key] ?? "").replace("{0}", at ?? "");
    state.classList.toggle("bad", bad === true);
  };
  const isDirty = () => edit > kept;

  form.addEventListener("input", () => {
    if (!isDirty()) { dirtySince = performance.now(); }
    edit += 1;
    field("edit").value = String(edit);
    if (isTooLong()) { say("long", "", true); }
    plan();
  });

  // Two seconds after the last key; for somebody who types without a pause, every five seconds all the same.
  function plan() {
    clearTimeout(timer);
    if (isDirty() && !saving && edit !== refused && !isTooLong()) {
      const now = performance.now();
      const at = Math.max(notBefore, Math.min(now + QUIET_MS, dirtySince + INTERVAL_MS));
      timer = setTimeout(() => save(), Math.max(0, at - now));
    }
  }

  async function save(atOnce = false) {
    if (!isDirty() || saving) { return; }
    if (isTooLong()) { say("long", "", true); return; }
    say("saving");
    saving = send(edit, atOnce);
    try { await saving; } finally { saving = null; }
    plan();
  }

  async function send(sent, atOnce) {
    let answer;
    try {
      answer = await fetch(path("draft"), {
        method: "POST", cache: "no-store", redirect: "error", body: body(atOnce ? { atOnce: "1" } : {}),
        headers: { "X-Serment-Script": "1", "X-Form-Proof": document.body.dataset.proof ?? "" },
      });
    } catch {
      say("failed", "", true);
      notBefore = performance.now() + RETRY_MS;
      return;
    }
    notBefore = performance.now() + INTERVAL_MS;
    needsForm = answer.status === 401 || answer.status === 403 || answer.status === 410;
    if (answer.ok) {
      provedAnew = false;
      const { version, at } = await answer.json();
      field("version").value = String(version);
      kept = Math.max(kept, sent);
      dirtySince = performance.now();
      say("saved", at);
      // Coming back, or loading the page again, finds the draft.
      if (!location.pathname.endsWith("/edit")) { history.replaceState(null, "", path("edit")); }
    } else if (answer.status === 409) {
      // Another window's text stays as it is; this one's goes on as a draft of its own.
      const { at, other } = await answer.json();
      form.dataset.note = other;
      form.action = path("edit");
      field("version").value = "0";
      notBefore = 0;
      say("apart", at, true);
      announceApart(form.dataset.apart.replace("{0}", at));
    } else if (answer.status === 400 && !provedAnew && await takeProof()) {
      provedAnew = true;
      notBefore = 0;
    } else if (answer.status === 400) {
      // The proof was not what was wrong: the same text is not sent again before the next key.
      provedAnew = false;
      refused = sent;
      say("failed", "", true);
    } else if (answer.status === 410 || answer.status === 413) {
      say(answer.status === 410 ? "gone" : "long", "", true);
      kept = answer.status === 410 ? Infinity : sent;
    } else if (answer.status !== 429) {
      // Signing in again elsewhere in this browser is enough to go on.
      say({ 401: "ended", 403: "refused" }[answer.status] ?? "failed", "", true);
    }
  }

  // The same person has signed in again in another window: its proof is taken from the page as it is now.
  async function takeProof() {
    try {
      const page = await fetch(form.dataset.notes, { cache: "no-store", redirect: "error" });
      if (!page.ok) { return false; }
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html").body.dataset;
      if (!fresh.proof || fresh.person !== document.body.dataset.person) { return false; }
      document.body.dataset.proof = fresh.proof;
      field("_proof").value = fresh.proof;
      return true;
    } catch {
      return false;
    }
  }

  function announceApart(text) {
    const notice = document.createElement("p");
    notice.className = "warning";
    notice.setAttribute("role", "alert");
    notice.textContent = text;
    form.before(notice);
  }

  // The last chance: sent without waiting for what is on its way, as the server knows this page's order of changes.
  const leave = () => {
    if (isDirty() && !leaving && !isTooLong()) {
      navigator.sendBeacon(path("draft"), body({ atOnce: "1" }));
    }
  };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") { leave(); } });
  addEventListener("online", () => { if (isDirty()) { save(); } });

  // Saving stays in the page, except where the person must sign in or touch the key: the form itself is kept through that.
  form.querySelector("[data-save]").addEventListener("click", async (event) => {
    if (needsForm) { return; }
    event.preventDefault();
    await saving;
    await save(true);
  });

  // What is on its way arrives first, so that the form builds upon it.
  form.addEventListener("submit", async (event) => {
    if (isTooLong()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      say("long", "", true);
      return;
    }
    leaving = true;
    if (saving) {
      event.preventDefault();
      event.stopImmediatePropagation();
      await saving;
      form.requestSubmit(event.submitter);
    }
  }, { capture: true });
  addEventListener("pageshow", () => { leaving = false; });

  refreshIfOlder();
  async function refreshIfOlder() {
    const version = Number(field("version").value);
    if (version === 0 || document.body.dataset.posted !== undefined) { return; }
    try {
      const answer = await fetch(`${path("stamp")}?holder=${field("holder").value}`, { cache: "no-store", redirect: "error" });
      if (answer.ok && Number(await answer.text()) > version && !isDirty()) { location.reload(); }
    } catch {
      // The server is away: saving will say so.
    }
  }
}

function keys() {
  const menu = document.querySelector("[data-new-note]");
  menu?.addEventListener("toggle", () => { if (menu.open) { menu.querySelector("a")?.focus(); } });
  menu?.addEventListener("keydown", (event) => {
    const links = [...menu.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopPropagation();
      links[Math.min(links.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select") !== null;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const button = document.querySelector("[data-sign], [data-review]");
      if (button) { event.preventDefault(); button.click(); }
    } else if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      const button = document.querySelector("[data-save]");
      if (button) { event.preventDefault(); button.click(); }
    } else if (event.key === "n" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey && menu
      && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      menu.open = true;
    }
  });
}
