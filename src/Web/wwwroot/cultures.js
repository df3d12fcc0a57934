// A culture by keyboard: Enter and the arrows go from figure to figure, Alt+S saves, a chosen organism brings its panel, and
// each figure shows its category at once. The server judges again what is saved.
const figures = () => [...document.querySelectorAll("[data-sir]")];

document.addEventListener("keydown", (event) => {
  if (event.altKey && event.key.toLowerCase() === "s") { event.preventDefault(); document.querySelector("[data-save]")?.click(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) { return; }
  const field = event.target.closest?.("[data-sir]");
  const step = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!field || step === 0) { return; }
  const all = figures();
  const next = all[all.indexOf(field) + step];
  event.preventDefault();
  if (next) { next.focus(); next.select(); } else if (step > 0) { document.querySelector("[data-save]")?.focus(); }
});

const limits = (text) => (text ? text.split(";").map(Number) : null);

// "22", "22 mm", "<=0,5", "0.5 mg/L", "S"
export function categoryOf(text, zone, mic, isMic) {
  const typed = text.trim().toUpperCase();
  if (["S", "I", "R"].includes(typed)) { return typed; }
  const match = /^([<>]=?|[≤≥])?\s*(\d+(?:[.,]\d+)?)\s*(MM|MG\/L)?$/.exec(typed);
  if (!match) { return ""; }
  const value = Number(match[2].replace(",", "."));
  const concentration = match[3] ? match[3] !== "MM" : isMic;
  const by = limits(concentration ? mic : zone);
  if (!by) { return ""; }
  const [susceptible, resistant] = by;
  if (!concentration) { return match[1] ? "" : value >= susceptible ? "S" : value < resistant ? "R" : "I"; }
  switch (match[1]) {
    case "<": case "<=": case "≤": return value <= susceptible ? "S" : "";
    case ">": return value >= resistant ? "R" : "";
    case ">=": case "≥": return value > resistant ? "R" : "";
    default: return value <= susceptible ? "S" : value > resistant ? "R" : "I";
  }
}

function mark(field) {
  const { zone, mic, group } = field.dataset;
  const chosen = document.querySelector(`input[name="o${group}-method"]:checked`)?.value === "Mic";
  const category = categoryOf(field.value, zone, mic, !zone || (Boolean(mic) && chosen));
  const badge = document.getElementById(`${field.id}-sir`);
  badge.textContent = category;
  badge.className = `badge ${{ S: "good", I: "warn", R: "danger" }[category] ?? ""}`;
}

document.addEventListener("input", (event) => { if (event.target.matches?.("[data-sir]")) { mark(event.target); } });
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-method]")) { figures().forEach(mark); }
  if (event.target.matches?.("[data-organism]") && event.target.value.trim() !== "") {
    event.target.closest("section").querySelector("[data-panel]").click();
  }
});
