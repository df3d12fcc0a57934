// Keys: find, move through lists, help. Never while somebody types.
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

export function startKeyboard(root) {
  const help = root.getElementById("help");
  root.querySelectorAll("[data-help]").forEach((button) => button.addEventListener("click", () => help.showModal()));
  let awaitsPlace = false;
  root.addEventListener("keydown", (event) => {
    const find = (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (find || (event.key === "/" && !isTyping(event.target))) {
      event.preventDefault();
      goFind(root);
      return;
    }
    // Escape leaves a field too: from there on, keys act.
    if (event.key === "Escape" && !help.open && !event.defaultPrevented && isTyping(event.target)) {
      leave(root);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || help.open) {
      return;
    }
    if (awaitsPlace) {
      awaitsPlace = false;
      if (event.key === "h") { location.assign("/"); }
      if (event.key === "a" && root.querySelector('a[href="/agenda"]')) { location.assign("/agenda"); }
      if (event.key === "l" && root.querySelector('a[href="/expected"]')) { location.assign("/expected"); }
      return;
    }
    switch (event.key) {
      case "?": help.showModal(); break;
      case "g": awaitsPlace = true; setTimeout(() => { awaitsPlace = false; }, 1200); break;
      case "j": case "ArrowDown": move(root, event, 1); break;
      case "k": case "ArrowUp": move(root, event, -1); break;
      case "Escape": leave(root); break;
      default: break;
    }
  });
}

function goFind(root) {
  const field = root.querySelector("[data-find]");
  if (field) {
    field.focus();
    field.select?.();
  } else if (root.querySelector('a[href="/patients"]')) {
    location.assign("/patients");
  }
}

function move(root, event, step) {
  const stops = [...root.querySelectorAll("[data-stop]")].filter((stop) => stop.offsetParent !== null);
  if (stops.length === 0) {
    return;
  }
  const at = stops.findIndex((stop) => stop === root.activeElement || stop.contains(root.activeElement));
  if (at < 0 && event.key.startsWith("Arrow") && root.activeElement !== root.body && root.activeElement?.id !== "main") {
    return;
  }
  event.preventDefault();
  stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : Math.min(stops.length - 1, Math.max(0, at + step))].focus();
}

function leave(root) {
  const open = root.querySelector("details[open]:focus-within");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else {
    root.activeElement?.blur();
  }
}
