// The bedside: each scan is checked at once against the person on the page. A mismatch stops with an alarm. Where the network
// is away, what was scanned and typed stays in the form, and it is sent again once the network is back. A number that is not
// hers does not stay in the list, and its alarm stays until a scan that began after it is good.
import { beep } from "./scan.js";

const RETRY_MS = 4000;
let scans = 0;
let alarmed = 0;
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
    check(scanned, () => {}, () => {
      tubes.value = tubes.value.split("\n").filter((line) => line.trim() !== scanned).join("\n");
      mark();
    });
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

async function check(tube, then, takeOut = () => {}) {
  const scan = ++scans;
  const body = new URLSearchParams(new FormData(form));
  body.set("tubes", tube);
  let got;
  let why;
  try {
    got = await fetch(form.dataset.collect, {
      method: "POST", cache: "no-store", redirect: "error", body,
      headers: { "X-Serment-Script": "1", "X-Form-Proof": document.body.dataset.proof ?? "" },
    });
    why = await got.text();
  } catch {
    // Not checked is not wrong: the server checks all of it again when the form is sent.
    if (!alarmed) {
      say(form.dataset.lost);
      setTimeout(() => { if (navigator.onLine && alarm.textContent === form.dataset.lost) { alarm.replaceChildren(); } }, RETRY_MS);
    }
    then();
    return;
  }
  if (got.ok && !why) {
    if (scan > alarmed) { alarmed = 0; alarm.replaceChildren(); }
    beep("green");
    then();
    return;
  }
  if (got.status === 409) { takeOut(); }
  alarmed = scans;
  say(got.ok || got.status === 409 ? why : got.status === 401 ? form.dataset.ended : form.dataset.unchecked);
  beep("red");
}

function say(text) {
  const line = document.createElement("p");
  line.className = "alarm-stop";
  line.textContent = text;
  alarm.replaceChildren(line);
}
