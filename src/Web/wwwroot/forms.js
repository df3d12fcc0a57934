// Small aids in forms: a copy button, no double sending, countdowns, focus on what is wrong.
import { send } from "./server.js";

export function startForms(root) {
  root.querySelectorAll("[data-copy-from]").forEach((button) => button.addEventListener("click", () => {
    const target = root.getElementById(button.dataset.copyTo);
    target.value = root.getElementById(button.dataset.copyFrom).value;
    target.focus();
  }));
  root.querySelectorAll("form").forEach((form) => form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    } else if (form.method === "post") {
      form.dataset.sent = "1";
      setTimeout(() => { delete form.dataset.sent; }, 4000);
    }
  }));
  root.querySelectorAll("[data-auto-submit]").forEach((field) =>
    field.addEventListener("change", () => field.form.requestSubmit()));
  root.querySelectorAll("[data-check]").forEach(check);
  showEmergency(root);
  switchLanguage(root);
  (root.querySelector(".error-summary") ?? root.querySelector("[data-focus]"))?.focus();
}

const isDirty = (form) => [...form.elements].some((field) =>
  field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
    : field.type === "select-one" ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      && field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
    : field.type !== "hidden" && field.defaultValue !== undefined && field.value !== field.defaultValue);

// The page in the other language, with everything that is typed in it. A form is only drawn again, never sent for what
// it does; what a search found is looked up again.
function switchLanguage(root) {
  const choice = root.querySelector("[data-language]");
  choice.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await send("/language", new URLSearchParams({ language: choice.elements.namedItem("language").value }));
    } catch {
      choice.submit();
      return;
    }
    const forms = [...root.querySelectorAll("form[data-redraw]")];
    const drawn = root.getElementById("kept") ?? forms.find(isDirty) ?? forms.find((form) => form.dataset.redraw === "again")
      ?? (root.body.dataset.posted === undefined ? undefined : forms[0]);
    if (!drawn) {
      const to = choice.elements.namedItem("to").value;
      if (to === location.pathname + location.search) { location.reload(); } else { location.replace(to); }
      return;
    }
    if (drawn.id !== "kept" && (drawn.dataset.redraw !== "again" || isDirty(drawn))) {
      const step = document.createElement("input");
      step.type = "hidden";
      step.name = "step";
      step.value = "redraw";
      drawn.append(step);
    }
    drawn.submit();
  });
}

// An emergency just opened: how long it stays open.
function showEmergency(root) {
  const notice = root.querySelector("[data-emergency]");
  const until = Number(/^#until=(\d+)$/.exec(location.hash)?.[1]);
  if (!notice || !(until > Date.now())) {
    return;
  }
  const element = notice.querySelector("[data-left]");
  const show = () => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    element.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left > 0) { setTimeout(show, 1000); } else { notice.hidden = true; }
  };
  notice.hidden = false;
  show();
}

// Says under the field what the server thinks of it, while there is still time.
function check(input) {
  const why = document.getElementById(`${input.id}-why`);
  input.addEventListener("change", async () => {
    const body = new URLSearchParams({ value: input.value });
    try {
      const said = await (await send(input.dataset.check, body)).text();
      why.textContent = said;
      why.hidden = said === "";
      input.setAttribute("aria-invalid", said === "" ? "false" : "true");
    } catch {
      // The aid is away; the server checks again when the form is sent.
      why.hidden = true;
    }
  });
}
