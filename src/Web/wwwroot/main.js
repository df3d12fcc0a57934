// Everything the pages do beyond links and forms. Without it they still work, passkeys apart.
import { startSignIn, startStepUp } from "./touch.js";
import { startKeyboard } from "./keyboard.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";
import { startSuggest } from "./suggest.js";

startSignIn(document);
startStepUp(document);
startKeyboard(document);
startForms(document);
startLive(document);
startSuggest(document);

// A page that was opened to be printed, and is in the log as printed.
const printing = document.querySelector("[data-print]");
if (printing) {
  printing.addEventListener("click", () => print());
  addEventListener("load", () => print());
}

// A page that the browser kept in memory must not reappear after signing out.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});

// Menus of links close when something else is clicked; in a narrow row of tabs the current one is in sight.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.overflow[open]").forEach((menu) => { if (!menu.contains(event.target)) { menu.open = false; } });
});
document.querySelectorAll(".tabs-row [aria-current], .main-nav > ul [aria-current]").forEach((link) => {
  const row = link.closest(".tabs-row, ul");
  row.scrollLeft = Math.max(0, link.offsetLeft - row.offsetLeft - (row.clientWidth - link.clientWidth) / 2);
});
