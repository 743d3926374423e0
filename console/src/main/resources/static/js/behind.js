// How far behind the readers are: in time, for a number of records says nothing without their rate.
import { count } from "./format.js";
import { state, stallOf } from "./store.js";

/** In ms: rates are those of so long. */
const RATE_WINDOW = 10_000;
/** In seconds: a second or two is the time between two commits. */
const LATE = 5;

/**
 * What a partition is behind: {lag, seconds, late}; seconds are null when nothing is read, the lag is
 * below zero when the committed offset is not in the log.
 */
export function behind(partition) {
  const lag = partition.lag ?? 0;
  const rate = outRate(partition.partition);
  const seconds = lag <= 0 ? 0 : rate > 0 ? lag / rate : null;
  return { lag, seconds, late: Boolean(stallOf(partition.partition)) || (lag > 0 && (seconds === null ? standsStill(partition.partition) : seconds > LATE)) };
}

function recent() {
  const last = state.rates.at(-1)?.at ?? 0;
  return state.rates.filter((point) => point.at > last - RATE_WINDOW);
}

function outRate(partition) {
  const points = recent();
  return points.length ? points.reduce((sum, point) => sum + (point.out[partition] ?? 0), 0) / points.length : 0;
}

/** Something waited for all of the time, and nothing was read. */
function standsStill(partition) {
  const points = recent();
  return points.length >= LATE && points.every((point) => (point.lag[partition] ?? 0) > 0);
}

/** "12", "4.2k", "1.1M": for a narrow place. */
export function compact(n) {
  if (n < 0) return "beyond";
  if (n < 1_000) return String(n);
  const [value, unit] = n < 1_000_000 ? [n / 1_000, "k"] : [n / 1_000_000, "M"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

/** "1 204 waiting, 3.1 s behind" */
export function inWords({ lag, seconds }) {
  if (lag < 0) return `committed ${count(-lag)} beyond the end`;
  if (!lag) return "nothing waiting";
  const time = seconds === null ? "nothing read now" : seconds < 1 ? "under a second behind" : seconds < 90 ? `${Math.round(seconds)} s behind` : `${count(Math.round(seconds / 60))} min behind`;
  return `${count(lag)} waiting, ${time}`;
}
