// The lab as the console reports it, and the stream that brings its news.
import { call, get, writeHeaders } from "./api.js";
import { Feed } from "./feed.js";
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
let feed = null; // the stream
let listening = false;
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
  // Shown again from the back-forward cache, the page asks.
  window.addEventListener("pagehide", close);
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
  if (listening || resting) return;
  listening = true;
  feed ??= new Feed("/api/lab/stream", ["lab", "hello", "resumed", "ready", "beat", "end"], {
    message: hear,
    // A refused stream is opened again by the next check; of others the browser sees to it.
    state(connection) { if (connection !== "reconnecting") close(); },
  });
  feed.watch();
}

function hear(kind, json) {
  if (kind === "lab") take(JSON.parse(json));
  else if (kind === "end") {
    // The lab has ended, or this page was too slow for the stream.
    close();
    setTimeout(check, END_PAUSE);
  } else if (kind !== "ready") heardOf(JSON.parse(json));
}

function heardOf({ at }) {
  lab.heardAt = Date.now();
  lab.skew = Date.parse(at) - lab.heardAt;
}

function close() {
  if (!listening) return;
  listening = false;
  feed.leave();
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
