// Lists that stay current: the page asks for its list's stamp, a number without people in it, and draws the list anew
// only when that has changed. Asking for stamps opens nobody's card and costs nothing. Nothing here prolongs the session,
// and a page that nobody uses is drawn no more: it only asks whether the session is over, to leave no names behind.
import { background, isUnused, pause } from "./presence.js";

const EVERY_MS = 5000;
const EVERY_WHEN_LOST_MS = 15000;
const EVERY_WHEN_PAUSED_MS = 60000;

export function startLive(root) {
  root.querySelectorAll("[data-live]").forEach(watch);
}

function watch(region) {
  let stamp = region.dataset.stamp;
  const later = (ms) => setTimeout(ask, ms);
  const ask = async () => {
    if (document.hidden) { later(EVERY_MS); return; }
    if (isUnused()) { pause(); }
    try {
      const answer = await fetch(region.dataset.live, { cache: "no-store", redirect: "error", headers: background });
      if (answer.status === 401) { location.reload(); return; }
      if (!answer.ok) { later(EVERY_WHEN_LOST_MS); return; }
      if (isUnused()) { later(EVERY_WHEN_PAUSED_MS); return; }
      const now = await answer.text();
      if (now !== stamp && !isBusy(region)) {
        await redraw(region);
        stamp = region.dataset.stamp;
      }
      later(EVERY_MS);
    } catch {
      later(EVERY_WHEN_LOST_MS);
    }
  };
  later(EVERY_MS);
}

// Nothing is drawn anew under somebody's hands.
const isBusy = (region) => region.querySelector("[data-dragging], dialog[open]") !== null
  || (region.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));

async function redraw(region) {
  const answer = await fetch(location.href, { cache: "no-store", redirect: "error", headers: background });
  if (!answer.ok) { return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = [...page.querySelectorAll("[data-live]")].find((one) => one.dataset.live === region.dataset.live);
  if (!fresh) { return; }
  const focused = document.activeElement?.id;
  region.replaceChildren(...fresh.childNodes);
  region.dataset.stamp = fresh.dataset.stamp;
  if (focused) { document.getElementById(focused)?.focus(); }
  region.dispatchEvent(new CustomEvent("redrawn", { bubbles: true }));
}
