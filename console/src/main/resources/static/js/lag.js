// The lag of the readers in time, because a number of records means little without their rate.
import { count, since } from "./format.js";
import { state, stallOf } from "./store.js";

/** Window of the rates, in ms. */
const RATE_WINDOW = 10_000;
/** In seconds. Older, and a partition is late; one or two seconds pass between commits. */
const LATE = 5;

/**
 * The lag of a partition: {lag, seconds, exact, trend, catchUp, late}. Seconds are exact where the console
 * has read the age of the oldest record; otherwise the time that the waiting records take at the present
 * rate, null if nothing is read. Lag is negative if the committed offset is beyond the end. A partition is
 * late only where a record is known to wait: offsets that only a transaction left are never committed.
 */
export function lagOf(partition) {
  const lag = partition.lag ?? 0;
  const known = partition.lagSeconds ?? null;
  const exact = known !== null;
  const rate = exact ? 0 : outRate(partition.partition);
  const seconds = exact ? known : lag <= 0 ? 0 : rate > 0 ? lag / rate : null;
  const late = lag > 0 && exact && seconds > LATE;
  return { lag, seconds, exact, trend: partition.trend ?? null, catchUp: partition.catchUpSeconds ?? null, late: Boolean(stallOf(partition.partition)) || late };
}

function outRate(partition) {
  const last = state.rates.at(-1)?.at ?? 0;
  const points = state.rates.filter((point) => point.at > last - RATE_WINDOW);
  return points.length ? points.reduce((sum, point) => sum + (point.out[partition] ?? 0), 0) / points.length : 0;
}

/** "12", "4.2k", "1.1M": for a narrow place. */
export function compact(n) {
  if (n < 0) return "beyond";
  if (n < 1_000) return String(n);
  const [value, unit] = n < 1_000_000 ? [n / 1_000, "k"] : [n / 1_000_000, "M"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

/** 0.42 → "0.4 s", 12.3 → "12 s", 600 → "10 min" */
export const age = (seconds) => (seconds < 9.95 ? `${seconds.toFixed(1)} s` : since(0, seconds * 1_000));

/** "7 waiting, oldest 0.4 s", "1 204 waiting, oldest 40 s, done in 12 s"; without the age "up to 7 waiting, 3 s behind" */
export function inWords({ lag, seconds, exact, trend, catchUp }) {
  if (lag < 0) return `committed ${count(-lag)} beyond the end`;
  if (!lag) return "nothing waiting";
  if (exact) {
    const course = trend === "growing" ? ", growing" : trend === "shrinking" && catchUp !== null ? `, done in ${since(0, catchUp * 1_000)}` : "";
    return `${count(lag)} waiting, oldest ${age(seconds)}${course}`;
  }
  const time = seconds === null ? "not known since when" : seconds < 1 ? "under a second behind" : seconds < 90 ? `${Math.round(seconds)} s behind` : `${count(Math.round(seconds / 60))} min behind`;
  return `up to ${count(lag)} waiting, ${time}`;
}
