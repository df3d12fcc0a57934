// Draws the pages of a PDF. Nothing in it is run: no script, no form, no link; its bytes come as a download does.
const MAX_PAGES = 60;
const box = document.querySelector("[data-pdf]");
if (box) {
  show(box).catch(() => say(box.dataset.failed));
}

function say(text) {
  const state = box.querySelector("[data-state]");
  state.textContent = text;
  state.hidden = text === "";
}

async function show(place) {
  const pdf = await import(place.dataset.lib);
  pdf.GlobalWorkerOptions.workerSrc = place.dataset.worker;
  const answer = await fetch(place.dataset.pdf, { cache: "no-store", redirect: "error" });
  if (!answer.ok) { throw new Error("refused"); }
  const opened = await pdf.getDocument({
    data: new Uint8Array(await answer.arrayBuffer()),
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    stopAtErrors: false,
  }).promise;
  const count = Math.min(opened.numPages, MAX_PAGES);
  const watcher = new IntersectionObserver((seen) => seen.filter((one) => one.isIntersecting).forEach((one) => {
    watcher.unobserve(one.target);
    draw(opened, one.target);
  }), { rootMargin: "600px" });
  const first = (await opened.getPage(1)).getViewport({ scale: 1 });
  for (let number = 1; number <= count; number++) {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${place.dataset.page} ${number}/${opened.numPages}`);
    canvas.dataset.number = String(number);
    canvas.width = first.width;
    canvas.height = first.height;
    place.append(canvas);
    watcher.observe(canvas);
  }
  say(opened.numPages > count ? place.dataset.more : "");
}

async function draw(opened, canvas) {
  const page = await opened.getPage(Number(canvas.dataset.number));
  const natural = page.getViewport({ scale: 1 });
  const scale = Math.min(3, (canvas.clientWidth * Math.min(2, devicePixelRatio)) / natural.width);
  const viewport = page.getViewport({ scale });
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  await page.render({ canvas, viewport, annotationMode: 1 }).promise;
  canvas.dataset.drawn = "";
  page.cleanup();
}
