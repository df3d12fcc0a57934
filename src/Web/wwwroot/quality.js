// Typing controls: how far a value lies is said at once, and Enter goes down the column as on a sheet of paper.
const form = document.querySelector("[data-controls]");

if (form) {
  const inputs = [...form.querySelectorAll("input[data-mean], .qc-input input")].filter((one, i, all) => all.indexOf(one) === i);
  inputs.forEach((input, at) => {
    input.addEventListener("input", () => say(input));
    input.addEventListener("keydown", (event) => {
      const step = event.key === "Enter" && !event.ctrlKey || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (event.key === "Enter" && event.ctrlKey) {
        event.preventDefault();
        form.requestSubmit();
      } else if (step !== 0) {
        event.preventDefault();
        const next = inputs[at + step] ?? (step > 0 ? form.querySelector(".qc-save button") : input);
        next.focus();
        next.select?.();
      }
    });
    say(input);
  });
  (inputs.find((input) => input.getAttribute("aria-invalid")) ?? inputs[0])?.focus();
}

function say(input) {
  const output = document.getElementById(`${input.id}-z`);
  const value = Number(input.value.replace(",", "."));
  const mean = Number(input.dataset.mean);
  const sd = Number(input.dataset.sd);
  const isKnown = input.value.trim() !== "" && input.dataset.sd && Number.isFinite(value) && sd > 0;
  const z = isKnown ? (value - mean) / sd : 0;
  output.value = isKnown ? `${z > 0 ? "+" : z < 0 ? "−" : ""}${Math.abs(z).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s` : "";
  output.className = `qc-z${Math.abs(z) > 3 ? " out" : Math.abs(z) > 2 ? " far" : ""}`;
}
