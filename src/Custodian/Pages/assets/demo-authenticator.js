// The page's side of the demonstration's software authenticator: a hidden frame that holds the keys of the people
// enrolled on this browser. This side only passes challenges in and answers out.
const timeoutMilliseconds = 20_000;
const origin = document.body.dataset.demo;
let frame;
let lastNumber = 0;

export const hasDemo = origin !== undefined;

function open() {
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
  const authenticator = await open();
  lastNumber += 1;
  const number = lastNumber;
  return new Promise((resolve, reject) => {
    const listen = (event) => {
      if (event.origin !== origin || event.source !== authenticator || event.data?.number !== number) {
        return;
      }
      stop();
      if (event.data.error) {
        reject(new Error(event.data.error));
      } else {
        resolve(event.data.answer);
      }
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error("no answer"));
    }, timeoutMilliseconds);
    const stop = () => {
      clearTimeout(timer);
      removeEventListener("message", listen);
    };
    addEventListener("message", listen);
    authenticator.postMessage({ ...question, number }, origin);
  });
}

// Who is enrolled on this browser: [{ id, label, staffId }].
export const demoPeople = () => ask({ serment: "people" });

// A new key for whom the options name; a signature of that person's key.
export const demoCreate = (options) => ask({ serment: "create", options });
export const demoGet = (options, person) => ask({ serment: "get", options, id: person.id });
