/**
 * Calls the console's API; throws an Error with the problem's own words.
 *
 * @param signal ends a call that takes too long; may be left out
 */
export async function call(method, path, body, signal) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    signal,
  });
  const text = await response.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    // Then it is no answer of ours, and the status has to do.
  }
  if (!response.ok) {
    const fields = (json?.errors ?? []).map((e) => `${e.pointer} ${e.detail}`).join("; ");
    const error = new Error(fields || json?.detail || `The console answered ${response.status}.`);
    error.status = response.status;
    error.code = json?.code;
    throw error;
  }
  return json;
}

export const get = (path, signal) => call("GET", path, undefined, signal);
