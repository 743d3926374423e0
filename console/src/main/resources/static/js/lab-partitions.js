// The partitions of the lab, each with a ruler of its newest offsets.
import { byId, fill, h, setText } from "./dom.js";
import { count } from "./format.js";
import { commandBox } from "./commands.js";
import { labCommands } from "./lab-commands.js";
import { colorOf } from "./lab-pieces.js";
import { lab } from "./lab-state.js";
import { on } from "./store.js";

/** Records that a ruler shows; the largest lag decides, so that the lags can be compared. */
const LENGTHS = [60, 120, 300, 600, 1_200, 3_000, 6_000, 12_000, 30_000, 60_000, 120_000, 300_000];
/** Boxes of a ruler. */
const BOXES = 60;

export function start() {
  on("lab", show);
  on("addresses", () => show(lab.now));
}

function show(state) {
  if (!state) return;
  const longest = Math.max(0, ...state.partitions.map((partition) => partition.lag ?? 0)) * 1.25;
  const length = LENGTHS.find((known) => known >= longest) ?? LENGTHS.at(-1);
  setText("ruler-scale", length === BOXES ? "a box is a record" : `a box is ${count(length / BOXES)} records`);
  fill(byId("partitions"), state.partitions.map((partition) => row(partition, length)));
  fill(byId("partitions-command"), commandBox("The same from a shell", labCommands.partitions(state)));
}

function row({ partition, end, committed, lag, owner, perSecond }, length) {
  // It fills from the left, and moves on when it is full.
  const from = Math.max(0, end - length);
  const at = (offset) => (100 * Math.min(Math.max(offset - from, 0), length)) / length;
  const read = committed ?? end - (lag ?? 0);
  const piece = (name, begin, until) => h("i", { class: name, vars: { "--from": at(begin), "--to": at(until) } });
  return h("li", { class: "lab-partition", vars: { "--c": colorOf(owner) }, data: { key: `partition-${partition}`, partition, owner: owner ?? "none" } },
    h("span", { class: "chip" }, `P${partition}`),
    h("div", { class: "lab-ruler", vars: { "--box": 100 / BOXES }, "aria-hidden": "true" },
      piece("lab-read", 0, read), piece("lab-waiting", read, end)),
    h("div", { class: "lab-figures" },
      h("span", {}, "committed ", figure("committed", committed === null ? "nothing" : count(committed))),
      h("span", {}, "end ", figure("end", count(end))),
      h("span", {}, "lag ", figure("lag", count(lag))),
      h("span", { class: "num" }, `${count(perSecond)}/s`),
      h("span", { class: owner === null ? "bad-text" : "" }, owner === null ? "nobody reads it" : `consumer ${owner}`)));
}

const figure = (what, text) => h("b", { class: "num", data: { figure: what } }, text);
