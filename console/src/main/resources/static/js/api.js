/**
 * Calls the console's API; throws an Error with the problem's own words.
 *
 * @param signal ends a call that takes too long; may be left out
 */
export async function call(method, path, body, signal) {
  const response = await ask(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    signal,
  });
  if (!response.ok) throw await problem(response);
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    // Then it is no answer of ours, and the status has to do.
    return null;
  }
}

/** The browser's own words for a console that cannot be reached say nothing to anybody. */
async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Error(options.method === "GET"
      ? "The console does not answer now; ask again once the page says live."
      : "The console does not answer: whether it did this is not known. Look again once the page says live.", { cause: e });
  }
}

/** An answer that is no success, as an Error with the problem's own words. */
export async function problem(response) {
  // From a proxy, for example, it is no JSON, and the status has to do.
  const json = await response.json().catch(() => null);
  const fields = (json?.errors ?? []).map((e) => `${e.pointer} ${e.detail}`).join("; ");
  const error = new Error(fields || json?.detail || `The console answered ${response.status}.`);
  error.status = response.status;
  error.code = json?.code;
  error.retryAfter = Number(response.headers.get("Retry-After")) * 1000 || null; // in ms
  return error;
}

export const get = (path, signal) => call("GET", path, undefined, signal);
