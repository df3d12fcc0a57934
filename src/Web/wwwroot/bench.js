// The bench by keyboard: a letter or digit presses the link or button that bears it; in the grid Enter and the arrows go
// from field to field, and what is typed is marked at once. The server judges again what is saved.
// In the field of the scanner letters are keys as long as it is empty: a tube's number has none. Digits are typed.
const isKeyInScan = (target, key) => target.closest?.("[data-scan]")?.value === "" && /^[a-z]$/.test(key);
const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || event.defaultPrevented) { return; }
  const field = event.target.closest?.("[data-value]");
  if (field) { moveInGrid(event, field); return; }
  if (event.key === "ArrowDown" && event.target.closest?.("[data-scan]")) {
    const first = document.querySelector("[data-stop]");
    if (first) { event.preventDefault(); first.focus(); }
    return;
  }
  if (typing(event.target) && !isKeyInScan(event.target, event.key)) { return; }
  if (event.key === "x") {
    const box = event.target.closest?.("tr")?.querySelector("input[type=checkbox]");
    if (box) { event.preventDefault(); box.checked = !box.checked; }
    return;
  }
  const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (wanted) { event.preventDefault(); wanted.click(); }
});

function moveInGrid(event, field) {
  const step = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) { return; }
  const fields = [...document.querySelectorAll("[data-value]")];
  const next = fields[fields.indexOf(field) + step];
  event.preventDefault();
  if (next) { next.focus(); next.select(); }
  else if (step > 0) { field.form.querySelector("[data-save]")?.focus(); }
}

// "<0,5", "> 120", "1,2": a number with an optional sign before it.
function numberOf(text) {
  const match = /^\s*([<>]=?|[≤≥])?\s*(-?\d+(?:[.,]\d+)?)\s*$/.exec(text);
  return match ? { value: Number(match[2].replace(",", ".")), sign: (match[1] ?? "").replace("≤", "<=").replace("≥", ">=") } : null;
}

// Of a bounded value only what is certain is said, as the server does: "low", "high", "good", or "" where nothing is.
function place({ value, sign }, low, high) {
  switch (sign) {
    case "<": case "<=": return low !== null && (sign === "<" ? value <= low : value < low) ? "low" : (low ?? 0) <= 0 && high !== null && value <= high ? "good" : "";
    case ">": case ">=": return high !== null && (sign === ">" ? value >= high : value > high) ? "high" : high === null && low !== null && value >= low ? "good" : "";
    default: return under(value, low) ? "low" : over(value, high) ? "high" : "good";
  }
}

const limit = (field, name) => field.dataset[name] === undefined || field.dataset[name] === "" ? null : Number(field.dataset[name]);
const under = (value, low) => low !== null && value < low;
const over = (value, high) => high !== null && value > high;

export function judge(field) {
  const words = document.querySelector("[data-flag-words]")?.dataset ?? {};
  const text = field.value.trim();
  if (text === "") { return { kind: "", text: "" }; }
  if (field.dataset.answers !== undefined) {
    const answer = (field.list ? [...field.list.options] : []).find((one) => one.value.toUpperCase() === text.toUpperCase());
    if (!answer) { return { kind: "wrong", text: words.unknown }; }
    return answer.dataset.abnormal === undefined ? { kind: "good", text: answer.label } : { kind: "look", text: `${answer.label} · ${words.abnormal}` };
  }
  if (field.dataset.words !== undefined) { return { kind: "", text: "" }; }
  const read = numberOf(text);
  if (read === null) { return { kind: "wrong", text: words.number }; }
  const { value, sign } = read;
  const says = [];
  let kind = "good";
  if ((!sign.startsWith("<") && under(value, limit(field, "plausibleLow"))) || over(value, limit(field, "plausibleHigh"))) { kind = "critical"; says.push(words.implausible); }
  const critical = place(read, limit(field, "criticalLow"), limit(field, "criticalHigh"));
  const within = place(read, limit(field, "low"), limit(field, "high"));
  if (critical === "low") { kind = "critical"; says.push(words.criticalLow); }
  else if (critical === "high") { kind = "critical"; says.push(words.criticalHigh); }
  else if (within === "low" || within === "high") { kind = kind === "good" ? within : kind; says.push(words[within]); }
  else if (within === "" && (limit(field, "low") !== null || limit(field, "high") !== null)) { kind = kind === "good" ? "look" : kind; says.push(words.undetermined); }
  const before = limit(field, "previous");
  if (sign === "" && before !== null && farFrom(field, value, before)) { kind = kind === "good" ? "look" : kind; says.push(words.delta.replace("{0}", field.dataset.previousText)); }
  return { kind, text: says.join(" · ") || "✓" };
}

function farFrom(field, value, before) {
  const percent = limit(field, "deltaPercent");
  const absolute = limit(field, "deltaAbsolute");
  if (percent === null && absolute === null) { return false; }
  const change = Math.abs(value - before);
  const tooMuch = percent === null || (before !== 0 && change * 100 / Math.abs(before) > percent);
  return tooMuch && (absolute === null || change > absolute);
}

function mark(field) {
  document.getElementById(`${field.id}-why`)?.remove();
  const { kind, text } = judge(field);
  const flag = document.getElementById(`${field.id}-flag`);
  if (flag) { flag.textContent = text; flag.className = `flag ${kind === "wrong" ? "critical" : kind}`; }
  field.toggleAttribute("data-look", kind === "low" || kind === "high" || kind === "look");
  field.toggleAttribute("data-critical", kind === "critical");
  if (kind === "wrong") { field.setAttribute("aria-invalid", "true"); } else { field.removeAttribute("aria-invalid"); }
}

document.addEventListener("input", (event) => { if (event.target.matches?.("[data-value]")) { mark(event.target); } });
document.querySelectorAll("[data-value]").forEach((field) => { if (field.value !== "" && !field.hasAttribute("aria-invalid")) { mark(field); } });

// What was typed is not left behind by a link or a closed window.
let isSent = false;
document.addEventListener("submit", () => { isSent = true; });
window.addEventListener("beforeunload", (event) => {
  if (!isSent && [...document.querySelectorAll("[data-value]")].some((one) => one.value !== one.defaultValue)) { event.preventDefault(); }
});
