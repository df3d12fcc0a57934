// The bed boards: patients are dragged onto free beds, and waiting times go on between two drawings. Whatever is dragged
// can also be done with the forms of the board, by keyboard and without this script.
const TICK_MS = 15000;
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-drag]");
  if (!dragged) { return; }
  event.dataTransfer.effectAllowed = "move";
  // Nothing of the patient leaves the page, should it be dropped elsewhere.
  event.dataTransfer.setData("text/plain", "");
  dragged.dataset.dragging = "";
});

document.addEventListener("dragend", () => {
  document.querySelectorAll("[data-over]").forEach((bed) => { delete bed.dataset.over; });
  if (dragged) { delete dragged.dataset.dragging; }
  dragged = null;
});

const bedOf = (event) => dragged ? event.target.closest?.("[data-drop]") : null;

document.addEventListener("dragover", (event) => {
  const bed = bedOf(event);
  document.querySelectorAll("[data-over]").forEach((one) => { if (one !== bed) { delete one.dataset.over; } });
  if (bed) {
    event.preventDefault();
    bed.dataset.over = "";
  }
});

document.addEventListener("drop", (event) => {
  const bed = bedOf(event);
  const form = document.querySelector("[data-bed-move]");
  if (!bed || !form) { return; }
  event.preventDefault();
  form.elements.namedItem("seen").value = dragged.dataset.drag;
  form.elements.namedItem("stay-place").value = bed.dataset.drop;
  const planned = form.elements.namedItem("planned");
  planned.disabled = dragged.dataset.planned === undefined;
  planned.value = "1";
  form.requestSubmit();
});

// Minutes since the arrival, and the mark of who has waited longer than the scale allows.
function tick() {
  document.querySelectorAll("[data-since]").forEach((wait) => {
    const minutes = Math.max(0, Math.floor((Date.now() - Number(wait.dataset.since)) / 60000));
    const text = wait.dataset.text.replace("{0}", String(minutes));
    if (wait.textContent !== text) { wait.textContent = text; }
    if (wait.dataset.limit !== undefined && Date.now() - Number(wait.dataset.since) > Number(wait.dataset.limit) * 60000) {
      wait.closest("li").classList.add("overdue");
      wait.closest("li").querySelector(".late").hidden = false;
    }
  });
}
setInterval(tick, TICK_MS);
