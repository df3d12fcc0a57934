// Keys of validation: what a button or link says in data-key is done by that key; l, c and x act on the line one is on.
const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select") !== null;

const lines = () => [...document.querySelectorAll("[data-line]")];
const here = () => document.activeElement?.closest?.("[data-line]") ?? null;

function onLine(key) {
  const line = here();
  if (!line) { return false; }
  switch (key) {
    case "l": line.querySelector("[data-validate-line]")?.click(); return true;
    case "c": line.querySelector("[data-comment]")?.focus(); return true;
    case "x": line.querySelector("[data-pick]")?.click(); line.focus(); return true;
    default: return false;
  }
}

// A hold or a rerun is about the picked lines; where none is, about the one that one is on, or came from.
let last = null;
document.addEventListener("focusin", (event) => { last = event.target.closest("[data-line]") ?? last; });

function pickHere() {
  if (document.querySelector("[data-pick]:checked")) { return; }
  const box = (here() ?? last)?.querySelector("[data-pick]");
  if (box) { box.checked = true; }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) { return; }
  if (isTyping(event.target)) {
    // Enter in a comment validates nothing by accident: it goes back to its line.
    if (event.key === "Enter" && event.target.matches("[data-comment], #reason")) {
      event.preventDefault();
      (event.target.closest("[data-line]") ?? document.querySelector("[value=hold]"))?.focus();
    }
    if (event.key === "Escape" && event.target.matches("[data-comment], #reason")) { (event.target.closest("[data-line]") ?? last)?.focus(); }
    return;
  }
  if (document.querySelector("dialog[open]")) { return; }
  const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (onLine(event.key)) { event.preventDefault(); return; }
  if (!named) { return; }
  event.preventDefault();
  if (event.key === "h" || event.key === "r") {
    pickHere();
    const reason = document.getElementById("reason");
    if (reason && reason.value.trim() === "") { reason.focus(); return; }
  }
  if (named.matches("input")) { named.focus(); } else { named.click(); }
});

lines()[0]?.focus({ preventScroll: true });

// A comment that was typed is not left behind by a key or a click.
let isSent = false;
document.addEventListener("submit", () => { isSent = true; });
window.addEventListener("beforeunload", (event) => {
  if (!isSent && [...document.querySelectorAll("[data-comment]")].some((one) => one.value !== one.defaultValue)) { event.preventDefault(); }
});
