// The time that the lanes show: the last minutes, or as many up to a moment at which they are paused.
import { emit, now } from "./store.js";
import { inUrl, setInUrl } from "./address.js";

/** In ms: what the console keeps of owners, rates and lag. */
export const KEPT = 15 * 60_000;
/** In ms: a little late, so that everything drawn has arrived. */
const LATE = 250;
/** In s, of a range in the address. */
const SECONDS_MIN = 10;
/** In ms: browsers refuse an address that changes too often. */
const URL_STEP = 400;
let seconds = 180;
let pausedAt = null;
let writing;

/** A link shows the moment that it was made for, while the console keeps it. */
export function start() {
  const from = Date.parse(inUrl("from") ?? "");
  const to = Date.parse(inUrl("to") ?? "");
  if (!(to > from)) return;
  pausedAt = to;
  seconds = lengthOf(from, to);
}

/** Whole seconds of a range, as many as can be shown. */
const lengthOf = (from, to) => Math.min(KEPT / 1_000, Math.max(SECONDS_MIN, Math.round((to - from) / 1_000)));

export const rangeSeconds = () => seconds;
export const isPaused = () => pausedAt !== null;
/** The console's time at the right edge. */
export const shownTo = () => pausedAt ?? now() - LATE;
export const shownFrom = () => shownTo() - seconds * 1_000;

export function setSeconds(n) {
  seconds = n;
  changed();
}

/** Shows the time up to this moment, if it has been and is kept. */
export function pauseAt(at) {
  const t = now() - LATE;
  pausedAt = Math.round(Math.min(t, Math.max(t - KEPT, at)));
  changed();
}

export function goLive() {
  pausedAt = null;
  changed();
}

function changed() {
  clearTimeout(writing);
  writing = setTimeout(write, URL_STEP);
  emit("range");
}

function write() {
  const iso = (t) => (isPaused() ? new Date(t).toISOString() : null);
  setInUrl({ from: iso(shownFrom()), to: iso(shownTo()) });
}
