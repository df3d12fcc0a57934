// Signs the reports that are ticked, by one touch: the custodian's challenge stands for exactly these.
import { Refusal } from "./server.js";
import { confirmWithPasskey } from "./touch.js";

const form = document.querySelector("[data-sign-reports]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = form.querySelector("[data-error]");
  const button = form.querySelector("[data-touch]");
  const chosen = [...form.querySelectorAll("input[name=report]:checked")].slice(0, Number(form.dataset.most));
  const say = (key) => {
    error.textContent = error.dataset[key] ?? error.dataset.refused;
    error.hidden = false;
  };
  error.hidden = true;
  if (chosen.length === 0) {
    say("nothing");
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
