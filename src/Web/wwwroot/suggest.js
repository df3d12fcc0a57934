// An ARIA combobox over a list of the server's: type a few letters, choose with the arrows. The input names the address
// (data-suggest), the hidden field for the chosen code (data-code) and, where the list hangs on it, another field that
// is sent along (data-with); without script the form is sent as typed.
import { send } from "./server.js";

const WAIT_MS = 120;
const MIN_LETTERS = 2;

export function startSuggest(root) {
  root.querySelectorAll("[data-suggest]").forEach(suggest);
}

function suggest(input) {
  const code = document.getElementById(input.dataset.code);
  const other = document.getElementById(input.dataset.with);
  const list = document.getElementById(`${input.id}-list`);
  let waiting = 0;
  let asked = 0;
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const choose = (option) => {
    input.value = option.dataset.name;
    code.value = option.dataset.code;
    asked++;
    close();
    input.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
    if (input.dataset.go !== undefined) { input.form.requestSubmit(); }
  };
  const mark = (options, to) => {
    options.forEach((option, i) => { option.ariaSelected = String(i === to); });
    options[to].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[to].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map((one, i) => {
      const option = document.createElement("li");
      option.id = `${input.id}-option-${i}`;
      option.role = "option";
      option.dataset.name = one.name;
      option.dataset.code = one.code;
      const name = document.createElement("span");
      name.textContent = one.name;
      const detail = document.createElement("span");
      detail.className = "muted";
      detail.textContent = one.detail ?? "";
      option.append(name, detail);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length === 0) { close(); } else if (!found[0].loose) { mark([...list.children], 0); } else { input.removeAttribute("aria-activedescendant"); }
  };
  const ask = async () => {
    const number = ++asked;
    if (input.value.trim().length < MIN_LETTERS) { close(); return; }
    const typed = new URLSearchParams({ name: input.value });
    if (other) { typed.append(other.name, other.value); }
    try {
      const found = await (await send(input.dataset.suggest, typed)).json();
      if (number === asked && document.activeElement === input) { show(found); }
    } catch {
      close();
    }
  };
  input.addEventListener("input", () => {
    code.value = "";
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const options = [...list.children];
    if (list.hidden || options.length === 0) { return; }
    const at = options.findIndex((option) => option.ariaSelected === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(options, Math.min(options.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      choose(options[at]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
}
