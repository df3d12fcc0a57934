// A short tone when the list of critical values grows, only once somebody has switched it on; nothing is remembered.
const button = document.querySelector("[data-sound]");
const count = () => Number(document.querySelector("[data-open]")?.dataset.open ?? 0);
let audio = null;
let before = count();

button?.addEventListener("click", () => {
  audio = audio === null ? new AudioContext() : null;
  button.setAttribute("aria-pressed", String(audio !== null));
  if (audio) { tone(); }
});

function tone() {
  const source = audio.createOscillator();
  source.frequency.value = 880;
  source.connect(audio.destination);
  source.start();
  source.stop(audio.currentTime + 0.15);
}

document.addEventListener("redrawn", () => {
  const now = document.querySelectorAll("tr.critical").length;
  if (audio && now > before) { tone(); }
  before = now;
});
