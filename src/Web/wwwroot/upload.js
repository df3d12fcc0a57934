// Several files at once, each sent by itself: progress, cancelling, and one that is refused does not lose the others.

const form = document.querySelector("[data-upload]");
if (form) {
  const input = form.elements.namedItem("file");
  input.multiple = true;
  form.addEventListener("submit", (event) => {
    if (input.files.length > 0) {
      event.preventDefault();
      event.stopImmediatePropagation();
      sendAll([...input.files]);
    }
  }, { capture: true });
}

async function sendAll(files) {
  const list = form.querySelector("[data-uploads]");
  const button = form.querySelector("button.primary");
  list.hidden = false;
  button.disabled = true;
  const lines = files.map((file) => addLine(list, file));
  let done = 0;
  for (const line of lines) {
    done += await sendOne(line) ? 1 : 0;
  }
  button.disabled = false;
  document.getElementById("announcer").textContent = form.dataset.summary.replace("{0}", done).replace("{1}", files.length);
  if (done > 0) {
    await refreshList();
  }
  if (done === files.length) {
    form.elements.namedItem("file").value = "";
    form.elements.namedItem("title").value = "";
  }
}

function addLine(list, file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const state = document.createElement("span");
  state.className = "state";
  state.textContent = form.dataset.waiting;
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "button small";
  cancel.textContent = form.dataset.cancel;
  item.append(name, bar, state, cancel);
  list.append(item);
  const line = { file, item, bar, state, cancel, isCancelled: false, request: null };
  cancel.addEventListener("click", () => {
    line.isCancelled = true;
    line.request?.abort();
    end(line, form.dataset.cancelled, "cancelled");
  });
  return line;
}

function end(line, text, outcome) {
  line.state.textContent = text;
  line.item.dataset.outcome = outcome;
  line.bar.remove();
  line.cancel.remove();
}

function body(line) {
  const data = new FormData();
  for (const field of form.elements) {
    if (field.name && field.type !== "file" && ((field.type !== "checkbox" && field.type !== "radio") || field.checked)) {
      data.append(field.name, field.value);
    }
  }
  // One title is for one file; several are called as their files are.
  if (form.querySelectorAll("[data-uploads] li:not([data-outcome])").length > 1 || form.elements.namedItem("file").files.length > 1) {
    data.set("title", "");
  }
  data.append("file", line.file, line.file.name);
  return data;
}

function sendOne(line) {
  if (line.isCancelled) { return Promise.resolve(false); }
  if (line.file.size > Number(form.dataset.max)) {
    end(line, form.dataset.tooLarge, "refused");
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    line.request = request;
    request.open("POST", form.action);
    request.setRequestHeader("X-Serment-Script", "1");
    request.setRequestHeader("X-Form-Proof", document.body.dataset.proof ?? "");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) {
        line.bar.value = Math.round((100 * event.loaded) / event.total);
        line.state.textContent = event.loaded === event.total ? form.dataset.checking : `${form.dataset.sending} ${line.bar.value} %`;
      }
    });
    request.addEventListener("load", () => {
      const isDone = request.status === 201;
      const isText = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
      const why = { 401: form.dataset.ended, 503: form.dataset.busy }[request.status]
        ?? (request.status === 422 && isText ? request.responseText : form.dataset.failed);
      end(line, isDone ? `${form.dataset.done} ${request.responseText}` : why, isDone ? "done" : "refused");
      resolve(isDone);
    });
    request.addEventListener("error", () => { end(line, form.dataset.failed, "refused"); resolve(false); });
    request.addEventListener("abort", () => resolve(false));
    request.send(body(line));
  });
}

// The list as it is now; what is typed in the form stays.
async function refreshList() {
  try {
    const answer = await fetch(location.pathname, { cache: "no-store", redirect: "error" });
    if (!answer.ok) { return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("documents-list");
    if (fresh) { document.getElementById("documents-list").replaceWith(fresh); }
  } catch {
    // The list comes with the next visit.
  }
}
