// The demonstration's software authenticator: a page of the custodian's in a hidden frame. It holds the keys of the people
// enrolled on this browser; this side only passes challenges in and answers out.
const timeoutMilliseconds = 20_000;
let frame;
let nextNumber = 1;

function open() {
  const origin = document.body.dataset.demo;
  frame ??= new Promise((resolve, reject) => {
    const element = document.createElement("iframe");
    element.src = `${origin}/demo/authenticator`;
    element.hidden = true;
    element.title = "authenticator";
    element.addEventListener("load", () => resolve(element.contentWindow));
    setTimeout(() => reject(new Error("no authenticator")), timeoutMilliseconds);
    document.body.append(element);
  });
  return frame;
}

async function ask(question) {
  const origin = document.body.dataset.demo;
  const window_ = await open();
  const number = nextNumber++;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { stop(); reject(new Error("no answer")); }, timeoutMilliseconds);
    const listen = ({ origin: from, source, data }) => {
      if (from !== origin || source !== window_ || data?.number !== number) { return; }
      stop();
      if (data.error) { reject(new Error(data.error)); } else { resolve(data.answer); }
    };
    const stop = () => { clearTimeout(timer); removeEventListener("message", listen); };
    addEventListener("message", listen);
    window_.postMessage({ ...question, number }, origin);
  });
}

// Who is enrolled on this browser: [{ id, label, staffId }].
export const demoPeople = () => ask({ serment: "people" });

// The credential that person's key makes of the options, in WebAuthn's JSON form.
export const demoTouch = (options, person) => ask({ serment: "get", options, id: person.id });
