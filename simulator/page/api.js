// The simulator's control API, on the same origin.

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/_control/${path}`, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error("The simulator does not respond. Is it still running?");
  }
  if (!response.ok) throw new Error(await reason(response));
  return response;
}

async function reason(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).error.message;
  } catch {
    return text || `HTTP status ${response.status}`;
  }
}

const json = async (method, path, body) => (await call(method, path, body)).json();

export const state = () => json("GET", "state");
// The number of the last event: none comes after this one.
export const lastEvent = async () => (await json("GET", `requests?after=${Number.MAX_SAFE_INTEGER}`)).next;
export const grammar = async () => (await call("GET", "grammar")).text();
export const arm = (fault) => json("POST", "faults", { fault });
export const disarm = (id) => call("DELETE", `faults/${encodeURIComponent(id)}`);
export const disarmAll = () => call("DELETE", "faults");
export const set = (name, value) => call("PUT", "settings", { [name]: value });
export const reset = () => call("POST", "reset", {});

// For the clipboard only: the token is neither kept nor shown.
export const token = async () => (await json("GET", "state?secrets=true")).token;
