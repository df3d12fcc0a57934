// The appointments to move by keys: j and k choose one, m, a or x its button, Enter presses it.
const list = document.querySelector("[data-to-move]");

list?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) { return; }
  const button = event.target.closest("[data-stop]")?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    event.stopPropagation();
    button.focus();
  }
});
