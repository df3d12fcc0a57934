// Scanners type a number and Enter. Scans are answered in their order, each with a beep and a colour, and the field never
// loses the focus: the next scan can come while the last is still on its way. Without this script the page is a form.
const HZ = { green: [880], orange: [440, 440], red: [220, 160, 220], none: [] };
const TONE_SECONDS = 0.09;
const MAX_WAITING = 50;
const MAX_TRAIL = 12;
let sound = null;

export function beep(colour) {
  try {
    sound ??= new AudioContext();
    (HZ[colour] ?? []).forEach((hz, at) => {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      const from = sound.currentTime + at * TONE_SECONDS * 1.6;
      tone.type = colour === "red" ? "square" : "sine";
      tone.frequency.value = hz;
      volume.gain.setValueAtTime(0.18, from);
      volume.gain.exponentialRampToValueAtTime(0.001, from + TONE_SECONDS);
      tone.connect(volume).connect(sound.destination);
      tone.start(from);
      tone.stop(from + TONE_SECONDS);
    });
  } catch {
    // A computer without sound still has the colour.
  }
}

const form = document.querySelector("form[data-scan]");
if (form) { start(form); }

function start(form) {
  const field = form.elements.namedItem("scan");
  const answer = document.getElementById("scan-answer");
  const trail = document.getElementById("scan-trail");
  const waiting = [];
  let busy = false;
  const shown = answer.querySelector("[data-tone]");
  if (shown) { beep(shown.dataset.tone); }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const scanned = field.value.trim();
    field.value = "";
    field.focus();
    if (scanned && waiting.length < MAX_WAITING) { waiting.push(scanned); next(); }
  }, { capture: true });

  // Whoever clicks elsewhere and scans on still scans into the field.
  document.addEventListener("keydown", (event) => {
    if (/^[0-9A-Za-z]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey
      && !event.target.closest("input, textarea, select, button, dialog")) { field.focus(); }
  });

  async function next() {
    if (busy || waiting.length === 0) { return; }
    busy = true;
    const body = new URLSearchParams(new FormData(form));
    body.set("scan", waiting[0]);
    try {
      const got = await fetch(form.action, {
        method: "POST", cache: "no-store", redirect: "error", body,
        headers: { "X-Serment-Script": "1", "X-Form-Proof": document.body.dataset.proof ?? "" },
      });
      if (got.status === 401 || got.status === 400) { location.reload(); return; }
      if (!got.ok) { throw new Error("refused"); }
      waiting.shift();
      show(await got.text());
    } catch {
      // Nothing is lost: the scan stays in the field, to be sent once more.
      field.value = waiting[0] ?? "";
      waiting.length = 0;
      beep("red");
      answer.classList.add("lost");
    }
    busy = false;
    next();
  }

  function show(html) {
    answer.classList.remove("lost");
    const page = new DOMParser().parseFromString(html, "text/html");
    answer.replaceChildren(...page.body.childNodes);
    const panel = answer.querySelector("[data-tone]");
    beep(panel?.dataset.tone);
    if (panel?.dataset.number) {
      const line = document.createElement("li");
      line.className = panel.dataset.tone;
      line.textContent = `${panel.dataset.number} – ${panel.dataset.title}`;
      trail.prepend(line);
      while (trail.children.length > MAX_TRAIL) { trail.lastChild.remove(); }
    }
    document.dispatchEvent(new CustomEvent("scanned"));
  }
}
