// The lag of the readers in time, because a number of records means little without their rate.
import { count } from "./format.js";
import { state, stallOf } from "./store.js";

/** Window of the rates, in ms. */
const RATE_WINDOW = 10_000;
/** Lag in seconds from which a partition is late; one or two seconds pass between commits. */
const LATE = 5;

/**
 * The lag of a partition: {lag, seconds, late}; seconds is null if nothing is read, lag is negative if
 * the committed offset is beyond the end.
 */
export function lagOf(partition) {
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

/** Whether records waited during the whole window. */
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
