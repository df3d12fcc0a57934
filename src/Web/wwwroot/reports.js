// Signs the reports that are ticked, by one touch: the custodian's challenge stands for exactly these.
import { Refusal } from "./server.js";
import { confirmWithPasskey } from "./touch.js";

const form = document.querySelector("[data-sign-reports]");
const boxes = () => [...form.querySelectorAll("input[name=report]")];
const ticked = () => boxes().filter((one) => one.checked);
const most = Number(form?.dataset.most);

function count() {
  const number = ticked().length;
  form.querySelector("[data-ticked]").textContent = number > 0 ? `(${number})` : "";
}

// The first ones that are signed with others; where something is ticked, nothing more.
function tickFirst() {
  const none = ticked().length === 0;
  for (const one of boxes()) {
    one.checked = false;
  }
  for (const one of none ? boxes().filter((box) => box.dataset.alone === undefined).slice(0, most) : []) {
    one.checked = true;
  }
  count();
}

if (form) {
  const all = form.querySelector("[data-tick-all]");
  all.hidden = false;
  all.addEventListener("click", tickFirst);
  form.addEventListener("change", count);
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input:not([type=checkbox]), textarea, select");
    if (event.key === "a" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      tickFirst();
    }
  });
  count();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = form.querySelector("[data-error]");
  const button = form.querySelector("[data-touch]");
  const chosen = ticked();
  const say = (key) => {
    error.textContent = error.dataset[key] ?? error.dataset.refused;
    error.hidden = false;
  };
  error.hidden = true;
  if (chosen.length === 0 || chosen.length > most) {
    say(chosen.length === 0 ? "nothing" : "many");
    return;
  }
  button.setAttribute("aria-busy", "true");
  try {
    await confirmWithPasskey("/laboratory/reports/sign", { reports: chosen.map((one) => one.value) });
    form.querySelector("[data-signed]").hidden = false;
    location.reload();
  } catch (problem) {
    say(problem instanceof Refusal
      ? { 0: "unreachable", 503: "unreachable", 422: problem.code }[problem.status] ?? "refused"
      : "cancelled");
  } finally {
    button.removeAttribute("aria-busy");
  }
});
