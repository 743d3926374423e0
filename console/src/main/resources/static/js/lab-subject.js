// What the lab has one of at a time besides a lab, such as the museum, and the stream that brings its news.
import { get } from "./api.js";
import { Feed } from "./feed.js";
import { lab } from "./lab-state.js";
import { emit } from "./store.js";

/** In ms. */
export const ASK_TIMEOUT = 2_000;

/** By the name of the stream's event. */
const ENDINGS = { museum: "The museum is open: close it", protocols: "The protocols are being compared: end the comparison" };

/** The beginning of a sentence that says what must end first; null if nothing but what is named is on. */
export function inTheWay(own) {
  return lab.other && lab.other !== own ? ENDINGS[lab.other] : null;
}

/**
 * Follows what the console has at a path: state is undefined as long as that is not known, and null
 * while there is nothing. Calls onState(state, before) with each state.
 */
export function follow(path, event, onState) {
  let feed = null;
  let listening = false;
  const subject = { state: undefined, take, ask };
  // Shown again from the back-forward cache, the page asks.
  window.addEventListener("pagehide", close);

  function take(state) {
    const before = subject.state;
    subject.state = state;
    if (state) listen();
    else close();
    occupy(state !== null);
    onState(state, before);
  }

  function occupy(isOn) {
    if (isOn === (lab.other === event)) return;
    lab.other = isOn ? event : null;
    emit("other");
  }

  function listen() {
    if (listening) return;
    listening = true;
    feed ??= new Feed(`${path}/stream`, [event, "hello", "resumed", "ready", "beat", "end"], {
      message(kind, json) {
        if (kind === event) take(JSON.parse(json));
        else if (kind === "end") take(null);
      },
      // A refused stream is opened again by the next question; of others the browser sees to it.
      state(connection) { if (connection !== "reconnecting") close(); },
    });
    feed.watch();
  }

  function close() {
    if (!listening) return;
    listening = false;
    feed.leave();
  }

  /** Another page may have started one. An answer that comes while this page changes it is out of date. */
  async function ask(isBusy) {
    if (subject.state && listening) return;
    try {
      const state = await get(path, AbortSignal.timeout(ASK_TIMEOUT));
      if (!isBusy()) take(state);
    } catch (e) {
      // Without a response the state stays what it was.
      if (e.status === 404 && subject.state !== null && !isBusy()) take(null);
    }
  }

  return subject;
}
