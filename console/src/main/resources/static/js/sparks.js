// Curves of rate and lag, one row per partition.
import { byId, fill, h, s } from "./dom.js";
import { count } from "./format.js";
import { age, lagOf } from "./lag.js";
import { state, on } from "./store.js";

const WINDOW_MS = 180_000;
/** In ms, of drawings: a curve of three minutes moves by a third of a pixel in a second. */
const STEP = 2_000;
const W = 300;
const H = 38;
let drawn = -STEP;

export function start() {
  let seen = false;
  const update = () => { if (seen && !document.hidden && performance.now() - drawn >= STEP) show(); };
  new IntersectionObserver((entries) => {
    seen = entries.at(-1).isIntersecting;
    update();
  }).observe(byId("sparks"));
  on("rates", update);
}

function show() {
  drawn = performance.now();
  const points = state.rates.filter((p) => p.at > (state.rates.at(-1)?.at ?? 0) - WINDOW_MS);
  if (!points.length) return;
  const partitions = points.at(-1).in.length;
  const maxRate = Math.max(5, ...points.flatMap((p) => p.in));
  const rows = [];
  for (let i = 0; i < partitions; i++) rows.push(row(points, i, maxRate));
  fill(byId("sparks"), rows);
}

function row(points, i, maxRate) {
  const end = points.at(-1).at;
  const x = (p) => W - ((end - p.at) / WINDOW_MS) * W;
  const y = (value, max) => H - 2 - (value / max) * (H - 6);
  const maxLag = Math.max(10, ...points.map((p) => p.lag[i] ?? 0));
  const rate = points.map((p) => `${x(p).toFixed(1)},${y(p.in[i] ?? 0, maxRate).toFixed(1)}`);
  const lag = points.map((p) => `${x(p).toFixed(1)},${y(p.lag[i] ?? 0, maxLag).toFixed(1)}`);
  const last = points.at(-1);
  const peak = Math.max(...points.map((p) => p.lag[i] ?? 0));
  const svg = s("svg", { viewBox: `0 0 ${W} ${H}`, preserveAspectRatio: "none", role: "img",
    "aria-label": `Partition ${i}: ${last.in[i]} records in per second, lag ${count(last.lag[i])}, highest ${count(peak)}` },
    s("polygon", { class: "spark-area", points: `${x(points[0])},${H} ${rate.join(" ")} ${W},${H}` }),
    s("polyline", { class: "spark-rate", points: rate.join(" ") }),
    s("polyline", { class: "spark-lag", points: lag.join(" ") }));
  return h("div", { class: "spark" }, h("b", {}, `P${i}`), h("div", {}, svg,
    h("div", { class: "figures" },
      h("span", {}, `in ${count(last.in[i])}/s`), h("span", {}, `out ${count(last.out[i])}/s`),
      h("span", {}, lagText(i, last.lag[i])), h("span", {}, `highest ${count(peak)}`))));
}

/** The lag in records, and its time: the age of the oldest one, or the time that the group needs for them. */
function lagText(partition, records) {
  const known = state.now?.group?.partitions.find((one) => one.partition === partition);
  const { seconds, exact } = lagOf({ ...known, partition, lag: records });
  return `lag ${count(records)}${records > 0 && seconds > 1 ? ` (${exact ? `oldest ${age(seconds)}` : `${count(Math.round(seconds))} s`})` : ""}`;
}
