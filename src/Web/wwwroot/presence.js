// Whether somebody is at this page: keys, mouse and touch. A page that asks the server by itself stops when nobody has
// been there for a quarter of an hour, says so, and goes on when somebody says so. Remembers a time and nothing else.
const UNUSED_MS = 15 * 60 * 1000;

/** What a request says that a page makes by itself: it does not prolong the session. */
export const background = { "X-Serment-Script": "1", "X-Serment-Background": "1" };

let lastUsed = Date.now();
let isPaused = false;
for (const kind of ["keydown", "pointerdown", "pointermove", "touchstart", "wheel"]) {
  addEventListener(kind, () => { if (!isPaused) { lastUsed = Date.now(); } }, { capture: true, passive: true });
}

/** Whether nobody has been at this page for long, or it has paused. */
export const isUnused = () => isPaused || Date.now() - lastUsed >= UNUSED_MS;

/** Says that the page is no longer current; going on loads it anew, which is a use of the session. */
export function pause() {
  if (isPaused) { return; }
  isPaused = true;
  const notice = document.querySelector("[data-paused]");
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", () => location.reload());
}
