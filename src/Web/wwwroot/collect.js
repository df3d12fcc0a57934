// The bedside: each scan is checked at once against the person on the page. A mismatch stops with an alarm. Where the network
// is away, what was scanned and typed stays in the form, and it is sent again once the network is back.
import { beep } from "./scan.js";

const RETRY_MS = 4000;
const form = document.querySelector("form[data-collect]");
const alarm = document.getElementById("collect-alarm");
if (form) { start(); }

function start() {
  const wristband = form.elements.namedItem("wristband");
  const tubes = form.elements.namedItem("tubes");
  let checked = wristband.value;
  if (alarm.textContent.trim()) { beep("red"); }
  mark();

  wristband.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") { return; }
    event.preventDefault();
    checked = wristband.value;
    check("", () => tubes.focus());
  });

  // A number that was typed, or that a scanner ended with Tab.
  wristband.addEventListener("change", () => {
    if (wristband.value === checked) { return; }
    checked = wristband.value;
    check("", () => {});
  });

  // A scanner ends each tube with Enter: a new line, and a check of that tube.
  tubes.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") { return; }
    event.preventDefault();
    const lines = tubes.value.split(/\s+/).filter(Boolean);
    const scanned = lines[lines.length - 1];
    if (!scanned) { form.requestSubmit(); return; }
    tubes.value = `${[...new Set(lines)].join("\n")}\n`;
    mark();
    check(scanned, () => {});
  });

  form.addEventListener("submit", (event) => {
    if (navigator.onLine) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    say(form.dataset.lost);
    addEventListener("online", () => form.requestSubmit(), { once: true });
  }, { capture: true });

  function mark() {
    const scanned = new Set(tubes.value.split(/\s+/).filter(Boolean));
    document.querySelectorAll("[data-tube]").forEach((line) => { line.toggleAttribute("data-done", scanned.has(line.dataset.tube)); });
  }
}

async function check(tube, then) {
  const body = new URLSearchParams(new FormData(form));
  body.set("tubes", tube);
  try {
    const got = await fetch(form.dataset.collect, {
      method: "POST", cache: "no-store", redirect: "error", body,
      headers: { "X-Serment-Script": "1", "X-Form-Proof": document.body.dataset.proof ?? "" },
    });
    if (!got.ok) { throw new Error("refused"); }
    const why = await got.text();
    if (why) { say(why); beep("red"); return; }
    alarm.replaceChildren();
    beep("green");
    then();
  } catch {
    // Not checked is not wrong: the server checks all of it again when the form is sent.
    say(form.dataset.lost);
    setTimeout(() => { if (navigator.onLine && alarm.textContent === form.dataset.lost) { alarm.replaceChildren(); } }, RETRY_MS);
    then();
  }
}

function say(text) {
  const line = document.createElement("p");
  line.className = "alarm-stop";
  line.textContent = text;
  alarm.replaceChildren(line);
}
