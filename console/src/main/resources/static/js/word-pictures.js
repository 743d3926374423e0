// Small pictures for the word list. Their colours are the style sheet's, by class.
import { s } from "./dom.js";

const WIDTH = 260;
const BOX = 20;

const svg = (height, ...parts) => s("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "word-picture", "aria-hidden": "true", focusable: "false" }, ...parts);
const words = (x, y, text, kind = "") => s("text", { x, y, class: kind }, text);
const line = (x1, y1, x2, y2, kind = "") => s("line", { x1, y1, x2, y2, class: kind });
const rect = (x, y, width, height, kind = "") => s("rect", { x, y, width, height, rx: 4, class: kind });

/** A box with a text in its middle. */
const box = (x, y, width, text, kind = "") => [rect(x, y, width, BOX, kind), words(x + width / 2, y + BOX / 2, text, "in-box")];

/** With a point at its end, to the right. */
const arrow = (x1, y1, x2, y2) => [line(x1, y1, x2 - 2, y2), s("path", { d: `M${x2 - 6} ${y2 - 4}l6 4l-6 4`, class: "point" })];

/** Boxes in a row, each with its number, of the kind that the function gives. */
const row = (x, y, count, kindOf, first = 0) => Array.from({ length: count }, (_, i) => box(x + i * (BOX + 3), y, BOX, String(first + i), kindOf(i)));

/** Three partitions of different lengths, to which records are appended. */
export function topic() {
  return svg(86, [[0, 6], [1, 4], [2, 7]].map(([partition, count]) => {
    const y = 4 + partition * 28;
    return [words(4, y + BOX / 2, `P${partition}`, "left"), row(28, y, count, () => `m${partition + 1}`), arrow(32 + count * (BOX + 3), y + BOX / 2, 56 + count * (BOX + 3), y + BOX / 2)];
  }));
}

/** Two users, their hashes, and the partitions that these lead to. */
export function hashed() {
  return svg(86, [["ana", 1, "m2"], ["eve", 2, "m3"]].map(([user, partition, kind], i) => [
    box(4, 18 + i * 30, 40, user, kind), arrow(48, 28 + i * 30, 76, 28 + i * 30), arrow(136, 28 + i * 30, 192, 14 + partition * 28)]),
  rect(78, 12, 56, 62, "soft"), words(106, 43, "hash ÷ 3", "in-box"),
  [0, 1, 2].map((partition) => box(196, 4 + partition * 28, 60, `P${partition}`, partition ? `m${partition + 1}` : "")));
}

/** One partition with its offsets. */
export function boxes() {
  return svg(48, words(4, 14, "P0", "left"), row(28, 4, 8, (i) => (i === 5 ? "m1" : "")), words(28 + 5 * (BOX + 3) + BOX / 2, 38, "offset 5"));
}

/** Read records, the committed offset, waiting records, the end. */
export function lag() {
  const x = (offset) => 26 + offset * (BOX + 3);
  return svg(84, row(28, 26, 9, (i) => (i < 5 ? "m1" : "open")),
    line(x(5), 20, x(5), 52, "mark"), words(x(5), 10, "committed 5"), line(x(9), 20, x(9), 52, "mark"), words(x(9) - 10, 10, "end 9"),
    line(x(5) + 2, 62, x(9) - 2, 62, "bad"), words((x(5) + x(9)) / 2, 74, "lag 4", "bad"));
}

/** Three partitions and four consumers, of whom the last is idle. */
export function group() {
  return svg(84, [0, 1, 2].map((i) => [line(50 + i * 62, 26, 36 + i * 62, 56, `m${i + 1}`), box(30 + i * 62, 4, 40, `P${i}`, `m${i + 1}`), box(10 + i * 62, 56, 52, `consumer`, `m${i + 1}`)]),
    box(196, 56, 52, "idle", "open"));
}

/** A partition whose consumer changes, with a gap between, and one that is read on. */
export function handover() {
  return svg(74, words(4, 16, "P0", "left"), rect(28, 6, 90, BOX, "m1"), rect(122, 6, 34, BOX, "gap"), rect(160, 6, 96, BOX, "m2"), words(139, 38, "no reader", "bad"),
    words(4, 58, "P1", "left"), rect(28, 48, 228, BOX, "m3"), words(142, 58, "read on", "in-box"));
}

/** What the group does after a stop, and after a kill. */
export function silence() {
  return svg(74, words(4, 16, "stop", "left"), rect(40, 6, 60, BOX, "m1"), rect(104, 6, 152, BOX, "m2"),
    words(4, 54, "kill", "left"), rect(40, 44, 60, BOX, "m1"), rect(104, 44, 92, BOX, "gap"), words(150, 34, "waits 10 s", "bad"), rect(200, 44, 56, BOX, "m2"));
}

/** The places of a payment. */
export function path() {
  return svg(30, box(2, 5, 66, "accepted", "m1"), arrow(70, 15, 92, 15), box(94, 5, 74, "on the topic", "m1"), arrow(170, 15, 192, 15), box(194, 5, 64, "in the feed", "m1"));
}

/** Three lanes, of which one stands still at its second delivery. */
export function deliveries() {
  return svg(86, ["ana", "bob", "eve"].map((user, i) => {
    const y = 4 + i * 28;
    const waits = i === 1;
    return [words(4, y + BOX / 2, user, "left"), row(40, y, 5, (n) => (waits && n === 1 ? "gap" : waits && n > 1 ? "open" : `m${i + 1}`), 1),
      waits ? words(166, y + BOX / 2, "fails: 3, 4, 5 wait", "left bad") : arrow(160, y + BOX / 2, 196, y + BOX / 2)];
  }));
}
