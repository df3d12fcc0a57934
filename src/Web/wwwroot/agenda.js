// The agenda by keys and by mouse: arrows move, Enter opens or books, m picks up and puts down, Esc puts back, drag moves.
// Moving is the same form as on the appointment's page; what the server refuses it explains there.
const region = document.querySelector("[data-agenda]");
const form = document.querySelector("[data-move]");
const announcer = document.getElementById("announcer");
let picked = null;

const columns = () => [...region.querySelectorAll("[data-schedule][data-day]")];
const cellsOf = (column) => [...column.querySelectorAll("[data-cell]"), ...(column.nextElementSibling?.matches("[data-cell]") ? [column.nextElementSibling] : [])];
const columnOf = (cell) => cell.closest("[data-schedule]") ?? cell.previousElementSibling?.closest("[data-schedule]");
const say = (text) => { announcer.textContent = text; };
const startOf = (cell) => Number(cell.dataset.minute);

// One stop in the order of tabs; arrows do the rest.
function rove(current) {
  const all = [...region.querySelectorAll("[data-cell]")];
  const stop = current ?? all.find((cell) => cell === document.activeElement) ?? all.find((cell) => cell.dataset.appointment) ?? all[0];
  all.forEach((cell) => { cell.tabIndex = cell === stop ? 0 : -1; });
}

function pick(cell) {
  picked = cell;
  cell.dataset.dragging = "";
  say(region.dataset.picked);
}

function putBack() {
  if (picked) {
    delete picked.dataset.dragging;
    say(region.dataset.putBack);
    picked = null;
  }
}

function drop(cell) {
  const column = cell && columnOf(cell);
  if (!column || cell.dataset.appointment) {
    say(region.dataset.noDrop);
    return;
  }
  const minute = startOf(cell);
  const set = (name, value) => { form.elements.namedItem(name).value = value; };
  set("patient", picked.dataset.patient);
  set("appointment", picked.dataset.appointment);
  set("version", picked.dataset.version);
  set("schedule", column.dataset.schedule);
  set("day", column.dataset.day);
  set("time", `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`);
  form.submit();
}

function beside(cell, step) {
  const all = columns();
  for (let i = all.indexOf(columnOf(cell)) + step; i >= 0 && i < all.length; i += step) {
    const cells = cellsOf(all[i]);
    if (cells.length > 0) {
      return cells.reduce((best, one) =>
        Math.abs(startOf(one) - startOf(cell)) < Math.abs(startOf(best) - startOf(cell)) ? one : best);
    }
  }
  return null;
}

function keys(event) {
  const cell = event.target.closest("[data-cell]");
  if (event.key === "Escape" && picked) {
    event.preventDefault();
    event.stopPropagation();
    putBack();
    return;
  }
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const cells = cellsOf(columnOf(cell));
  const at = cells.indexOf(cell);
  const to = { ArrowDown: cells[at + 1], ArrowUp: cells[at - 1], ArrowRight: beside(cell, 1), ArrowLeft: beside(cell, -1), Home: cells[0], End: cells.at(-1) }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    if (to) { rove(to); to.focus(); }
  } else if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    event.stopPropagation();
  } else if (event.key === "m" && form) {
    event.preventDefault();
    event.stopPropagation();
    if (picked) { drop(cell); } else if ("movable" in cell.dataset) { pick(cell); }
  } else if (event.key === "Enter" && picked) {
    event.preventDefault();
    drop(cell);
  }
}

if (region) {
  region.addEventListener("keydown", keys);
  region.addEventListener("focusin", (event) => { const cell = event.target.closest("[data-cell]"); if (cell) { rove(cell); } });
  region.addEventListener("redrawn", () => { picked = null; rove(); });
  region.addEventListener("dragstart", (event) => {
    const cell = event.target.closest("[data-movable]");
    if (cell && form) {
      picked = cell;
      cell.dataset.dragging = "";
      event.dataTransfer.effectAllowed = "move";
      // The link's address must not travel: it would open elsewhere.
      event.dataTransfer.clearData();
      event.dataTransfer.setData("text/plain", "");
    }
  });
  region.addEventListener("dragover", (event) => {
    const cell = event.target.closest(".slot[data-cell]");
    region.querySelectorAll(".slot.over").forEach((one) => one.classList.toggle("over", one === cell));
    if (cell && picked) {
      cell.classList.add("over");
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
    }
  });
  region.addEventListener("drop", (event) => {
    const cell = event.target.closest(".slot[data-cell]");
    if (cell && picked) {
      event.preventDefault();
      drop(cell);
    }
  });
  region.addEventListener("dragend", () => {
    region.querySelectorAll(".slot.over").forEach((one) => one.classList.remove("over"));
    if (picked) { delete picked.dataset.dragging; picked = null; }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [data-cell]")) { return; }
    const link = ["p", "n", "t", "d", "w", "f"].includes(event.key) ? document.querySelector(`a[data-key="${event.key}"]`) : null;
    if (link) { location.assign(link.href); }
  });
  rove();
  const focused = region.querySelector("[data-cell][tabindex='0']");
  if (document.activeElement === document.body) { focused?.focus({ preventScroll: true }); }
}
