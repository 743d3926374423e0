// The lab as the console reports it, and the stream that brings its news.
import { call, get, writeHeaders } from "./api.js";
import { emit } from "./store.js";

/** In ms. The stream sends something each second: after a longer silence, or without a lab, the page asks. */
const ASK_AFTER = 2_000;
const ASK_TIMEOUT = 2_000;
/** Between the end of a stream and the question why: the console may still be ending the lab. */
const END_PAUSE = 300;
/** After a longer silence the state is unknown. */
export const SILENCE_MAX = 3_000;
/** A hidden page closes its stream after this time. */
const HIDDEN_MAX = 30_000;

export const lab = {
  now: undefined, // the latest state; null: there is no lab; undefined: not known yet
  heardAt: Date.now(), // this machine's time of the last news
  skew: 0, // how far the console's clock is ahead of this machine's, in ms
  experiment: false, // whether a prepared experiment uses the lab
  other: null, // what else is on, so that there is no lab: "museum" or "protocols"
};

const watchers = new Set();
let source = null; // the stream
let heard = 0; // number of states: an answer that is older than the last one is out of date
let asking = false;
let hiding; // closes the stream
let resting = false; // while nobody sees the page

/** Since when Kafka has not answered the console, as a time; null while it does. */
export function unansweredSince() {
  const knownAt = Date.parse(lab.now?.knownAt ?? "");
  return Date.now() + lab.skew - knownAt > SILENCE_MAX ? knownAt : null;
}

/** Calls a function with each state, and with null when the lab ends; returns what ends that. */
export function watch(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Asks for the state now, and keeps it up to date. */
export function follow() {
  document.addEventListener("visibilitychange", update);
  window.addEventListener("focus", check);
  setInterval(tick, 500);
  return check();
}

/** Changes the lab; the response is its new state. */
export async function change(method, path, body) {
  try {
    const state = await call(method, `/api/lab${path}`, body);
    take(state);
    return state;
  } catch (e) {
    // The lab may have ended, or another page has started one.
    check();
    throw e;
  }
}

/** Ends the lab with this id, and no other; that it has ended already is as good. */
export async function end(id) {
  try {
    await change("DELETE", ended(id));
  } catch (e) {
    // 409: another lab runs now, and the check shows it.
    if (![404, 409].includes(e.status)) throw e;
    if (e.status === 404) take(null);
  }
}

/** As end, where the page goes away and can wait for nothing. */
export function endAtLast(id) {
  fetch(`/api/lab${ended(id)}`, { method: "DELETE", keepalive: true, headers: writeHeaders() });
}

const ended = (id) => `?id=${encodeURIComponent(id)}`;

function take(state) {
  heard++;
  lab.heardAt = Date.now();
  const isNews = state !== null || lab.now !== null;
  lab.now = state;
  if (state) listen();
  else close();
  if (!isNews) return;
  emit("lab", state);
  for (const watcher of [...watchers]) watcher(state);
}

async function check() {
  if (asking) return;
  asking = true;
  const known = heard;
  try {
    const state = await get("/api/lab", AbortSignal.timeout(ASK_TIMEOUT));
    if (known === heard) take(state);
  } catch (e) {
    // Without a response the state stays what it was, and the page says how old it is.
    if (e.status === 404 && known === heard) take(null);
  } finally {
    asking = false;
  }
}

function tick() {
  if (!resting && Date.now() - lab.heardAt > ASK_AFTER) check();
  emit("tick");
}

function listen() {
  if (source || resting) return;
  const opened = new EventSource("/api/lab/stream");
  source = opened;
  opened.addEventListener("lab", (message) => take(JSON.parse(message.data)));
  // The first event of a stream, and what comes while nothing changes.
  for (const kind of ["hello", "resumed", "beat"]) opened.addEventListener(kind, (message) => heardOf(JSON.parse(message.data)));
  // The lab has ended, or this page was too slow for the stream.
  opened.addEventListener("end", () => {
    close();
    setTimeout(check, END_PAUSE);
  });
  opened.onerror = () => {
    // Otherwise the browser reconnects by itself; a refused stream is opened again by the next check.
    if (opened.readyState === EventSource.CLOSED && source === opened) source = null;
  };
}

function heardOf({ at }) {
  lab.heardAt = Date.now();
  lab.skew = Date.parse(at) - lab.heardAt;
}

function close() {
  source?.close();
  source = null;
}

function update() {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(rest, HIDDEN_MAX);
  else {
    resting = false;
    check();
  }
}

function rest() {
  // An experiment follows what the stream brings.
  if (lab.experiment) hiding = setTimeout(rest, HIDDEN_MAX);
  else {
    resting = true;
    close();
  }
}
