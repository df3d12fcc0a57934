// Copies what the pages use of the installed packages to wwwroot/lib, and makes one sprite of the icons we name.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const icons = [
  "activity", "download", "file-text", "file-image", "upload", "file-plus", "alarm-clock", "arrow-right-left", "handshake", "life-buoy", "moon", "badge-check", "ban", "bed", "bell-ring", "calendar-check", "calendar-days", "check", "chevron-left", "chevron-right",
  "circle-alert", "circle-help", "clock", "copy", "credit-card", "eye", "fingerprint", "flask-conical", "gauge", "git-merge",
  "globe", "house", "id-card", "info", "key-round", "list", "lock", "lock-open", "log-out", "map-pin", "menu", "microscope",
  "octagon-alert", "pencil", "phone", "plus", "receipt", "refresh-cw", "rotate-ccw", "scroll-text", "search", "shield",
  "shield-alert", "shield-check", "siren", "split", "stethoscope", "syringe", "triangle-alert", "user", "user-check", "user-plus", "user-x",
  "users", "weight", "x", "zap", "chart-line", "history", "list-checks", "thermometer",
];

mkdirSync("wwwroot/lib", { recursive: true });
const symbols = icons.map((name) => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" `
    + `stroke-linejoin="round">${body}</symbol>`;
});
writeFileSync("wwwroot/lib/icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
for (const subset of ["latin", "latin-ext"]) {
  copyFileSync(
    `node_modules/@fontsource-variable/inter/files/inter-${subset}-wght-normal.woff2`, `wwwroot/lib/inter-${subset}.woff2`);
}

// Draws the pages of a PDF on a canvas, without running anything in it; fetched only where one is looked at.
copyFileSync("node_modules/pdfjs-dist/legacy/build/pdf.min.mjs", "wwwroot/lib/pdf.js");
copyFileSync("node_modules/pdfjs-dist/legacy/build/pdf.worker.min.mjs", "wwwroot/lib/pdf.worker.js");
