// A record that is closed for now: asks whether a colleague has said yes, and then goes on by itself.
import { goOn } from "./touch.js";
import { background, isUnused, pause } from "./presence.js";

const EVERY_MS = 3000;
const EVERY_WHEN_LOST_MS = 10000;

const region = document.querySelector("[data-request]");
if (region) {
  setTimeout(ask, EVERY_MS);
}

async function ask() {
  if (document.hidden) { setTimeout(ask, EVERY_MS); return; }
  if (isUnused()) { pause(); return; }
  try {
    const answer = await fetch(region.dataset.request, { cache: "no-store", redirect: "error", headers: background });
    if (answer.status === 401) { goOn(region.dataset.then); return; }
    if (!answer.ok) { setTimeout(ask, EVERY_WHEN_LOST_MS); return; }
    const state = await answer.text();
    region.querySelectorAll("[data-state]").forEach((line) => { line.hidden = line.dataset.state !== state; });
    if (state === "Granted") { goOn(region.dataset.then); } else if (state === "Waiting") { setTimeout(ask, EVERY_MS); }
  } catch {
    setTimeout(ask, EVERY_WHEN_LOST_MS);
  }
}
