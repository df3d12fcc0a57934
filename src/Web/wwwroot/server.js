// Requests of scripts: same origin, with the form's proof, and errors as short codes.
export class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export async function send(path, body) {
  const isForm = body instanceof URLSearchParams;
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      cache: "no-store",
      redirect: "error",
      headers: {
        "X-Serment-Script": "1",
        "X-Form-Proof": document.body.dataset.proof ?? "",
        "Content-Type": isForm ? "application/x-www-form-urlencoded" : "application/json",
      },
      body: isForm ? body : JSON.stringify(body ?? {}),
    });
  } catch {
    throw new Refusal(0, "unreachable");
  }
  if (!response.ok) {
    throw new Refusal(response.status, await response.text());
  }
  return response;
}
