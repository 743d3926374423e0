/** Tells the console that a page asks: it then sends no challenge, for which the browser would ask its user. */
export const OF_PAGE = { "X-Requested-With": "fetch" };
let csrfToken = null; // of the session; null where there is none
let name = null; // of whom the session is; null while that is not known

/** Who calls: {name, admin, csrfToken}. */
export async function readSession() {
  const session = await get("/api/session");
  // Somebody else has logged in with another page of this browser: this page shows what another may do.
  if (name !== null && session.name !== name) location.reload();
  name = session.name;
  csrfToken = session.csrfToken;
  return session;
}

/** Headers of a request with this body, if any, that changes something. */
export const writeHeaders = (body) => ({
  ...OF_PAGE,
  ...(body === undefined ? {} : { "Content-Type": "application/json" }),
  ...(csrfToken === null ? {} : { "X-CSRF-TOKEN": csrfToken }),
});

/**
 * Calls the console's API; throws an Error with the detail of the problem.
 *
 * @param signal ends a call that takes too long; may be left out
 */
export async function call(method, path, body, signal) {
  const send = () => ask(path, {
    method,
    headers: method === "GET" ? OF_PAGE : writeHeaders(body),
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    signal,
  });
  let response = await send();
  if (response.status === 403 && (await response.clone().json().catch(() => null))?.code === "csrf-token-invalid") {
    // Another page of this browser has logged in since, and the session is a new one.
    const before = name;
    if ((await readSession()).name !== before) throw new Error("Somebody else is logged in now, so nothing was done. The page is loaded again.");
    response = await send();
  }
  if (!response.ok) throw await problem(response);
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    // A response that is not JSON does not come from the console; the status must suffice.
    return null;
  }
}

/** Replaces the browser's message for a console that cannot be reached, which does not say what to do. */
async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Error(options.method === "GET"
      ? "The console does not answer. Ask again once the page says \"live\"."
      : "The console does not answer, so it is unknown whether this was done. Check again once the page says \"live\".", { cause: e });
  }
}

/** An unsuccessful response as an Error with the detail of the problem. */
export async function problem(response) {
  // A response of a proxy is not JSON; the status must suffice.
  const json = await response.json().catch(() => null);
  const fields = (json?.errors ?? []).map((e) => `${e.pointer} ${e.detail}`).join("; ");
  const error = new Error(fields || json?.detail || `The console answered ${response.status}.`);
  error.status = response.status;
  error.code = json?.code;
  error.retryAfter = Number(response.headers.get("Retry-After")) * 1000 || null; // in ms
  return error;
}

export const get = (path, signal) => call("GET", path, undefined, signal);
