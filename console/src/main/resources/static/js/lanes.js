// The timeline of each partition: its consumers, gaps in red, records as they are handled, grey where the state is unknown.
import { byId, fill, h, setText } from "./dom.js";
import { term } from "./words.js";
import { live, rounded, fitted, fittedName, scale as fontScale, shortened } from "./canvas.js";
import { colorOf, colorVar, isStriped, nameOf, palette } from "./colors.js";
import { count, millis, numbered, time, since } from "./format.js";
import { age, lagOf, compact, inWords } from "./lag.js";
import { pieces, knownFrom, readKnownFrom } from "./pieces.js";
import { laneBadges } from "./badges.js";
import { bars, roundUp } from "./bars.js";
import { markLines, rowOfMarks } from "./mark-lines.js";
import { isPaused, rangeSeconds, setSeconds, shownFrom, shownTo, KEPT } from "./range.js";
import { state, on, now, knownUntil } from "./store.js";

const ROW = 66;
const BELOW = 38;
/** Height of what stands in place of bars. */
const STRIP = 12;
/** In ms, of drawings: where all is still, and where records come in. */
const STILL = 500;
const MOVING = 100;
/** In ms: what was read within it moves. */
const JUST_NOW = 3_000;
/** In ms: a sample of the lag says nothing of a later time. */
const LAG_MAX = 3_000;
let redraw;
let drawn = null; // {area, row, rows, scale, t} of the last drawing on the screen

export function start() {
  for (const button of document.querySelectorAll("[data-window]")) {
    button.addEventListener("click", () => setSeconds(Number(button.dataset.window)));
  }
  redraw = live(byId("lanes-canvas"), draw);
  on("range", range);
  on("marks", redraw);
  range();
  on("group", size);
  on("lanes", legend);
  on("group", legend);
  on("freshness", redraw);
  setInterval(describe, 3_000);
}

function range() {
  for (const button of document.querySelectorAll("[data-window]")) button.setAttribute("aria-pressed", String(Number(button.dataset.window) === rangeSeconds()));
  redraw();
  describe();
}

function partitions() {
  return state.now?.group?.partitions.length ?? Math.max(3, state.lanes.length);
}

/** In the drawing's units. */
export const wantedHeight = () => partitions() * ROW + BELOW;

function size() {
  const canvas = byId("lanes-canvas");
  const height = `${wantedHeight() / 16}rem`;
  if (canvas.style.height === height) return;
  canvas.style.height = height;
  canvas.style.setProperty("--rows", String(partitions()));
}

function draw(c, width, height) {
  drawn = paint(c, width, height);
  setText("bar-scale", `full bar: ${count(drawn.full)}/s`);
  if (isPaused()) return STILL;
  // A step of less than a pixel cannot be seen.
  return Math.max(drawn.moves ? MOVING : STILL, 1 / drawn.scale / fontScale());
}

/** The time of a place in the canvas, in the screen's pixels, and its partition, if it has one: {at, partition, slack}. */
export function placeAt(px, py) {
  if (!drawn) return null;
  const { area, row, rows, scale, t } = drawn;
  const [x, y] = [px / fontScale(), py / fontScale()];
  if (x < area.left || x > area.right) return null;
  const i = Math.floor((y - area.top) / row);
  return { at: t - (area.right - x) / scale, partition: i >= 0 && i < rows ? i : null, slack: 6 / scale };
}

/** Draws the lanes on any canvas: {area, row, rows, scale, t, full: records per second of a full bar, moves}. */
export function paint(c, width, height) {
  const p = palette();
  const t = shownTo();
  const narrow = width < 520;
  const area = { left: narrow ? 40 : 64, right: width - (narrow ? 8 : 16), top: 6 + rowOfMarks(shownFrom(), t), bottom: height - 26 };
  const scale = (area.right - area.left) / (rangeSeconds() * 1_000);
  const x = (at) => area.right - (t - at) * scale;
  const rows = partitions();
  const row = (height - 32 - area.top) / rows;
  const until = Math.min(t, knownUntil() ?? t);
  const oldest = shownFrom();
  // What is older is no longer kept, whether it was known or not.
  const known = Math.max(knownFrom(), now() - KEPT);
  const readKnown = Math.max(readKnownFrom(), now() - KEPT);
  const slot = Math.max(250, Math.ceil(3 / scale));
  const all = Array.from({ length: rows }, (_, i) => bars(i, oldest, slot).filter((bar) => bar.from <= t));
  const full = roundUp(Math.max(1, ...all.flatMap((list) => list.map((bar) => bar.perSecond))));
  grid(c, p, area, height, t, x);
  c.save();
  c.beginPath();
  c.rect(area.left, 0, area.right - area.left, height);
  c.clip();
  marks(c, p, x, area);
  for (let i = 0; i < rows; i++) {
    const box = { ...area, y: area.top + i * row + 5, h: row - 12 };
    rounded(c, area.left, box.y, area.right - area.left, box.h, 7);
    c.fillStyle = p.soft;
    c.globalAlpha = 0.7;
    c.fill();
    c.globalAlpha = 1;
    lane(c, p, box, x, i, until, all[i], { slot, full, scale });
    // Missing bars there do not mean that nothing was read.
    unknown(c, p, { ...box, y: box.y + box.h - STRIP, h: STRIP }, x(known), x(readKnown), []);
    unknown(c, p, box, x(oldest), x(known), [`not known before ${time(known)}`, "not known"]);
    laneBadges(c, p, box, x, i);
    if (until < t) unknown(c, p, box, x(until), area.right, [`not known since ${time(until)}`, "not known"]);
  }
  c.restore();
  markLines(c, p, area, x, oldest, t);
  labels(c, p, rows, area, row, narrow, t);
  return { area, row, rows, scale, t, full, moves: all.some((list) => list.some((bar) => bar.from > t - JUST_NOW)) };
}

function lane(c, p, box, x, partition, until, list, { slot, full, scale }) {
  const found = state.lanes.find((one) => one.partition === partition);
  const all = found ? pieces(found, until) : [];
  for (const piece of all) if (piece.kind === "span") owned(c, p, piece, x, box);
  const width = Math.max(1.5, slot * scale - 1);
  for (const bar of list) {
    const tall = Math.max(1.5, (box.h - 27) * Math.min(1, bar.perSecond / full));
    c.fillStyle = bar.memberId ? colorOf(bar.memberId) : p.edge;
    c.globalAlpha = 0.85;
    c.fillRect(x(bar.from + slot / 2) - width / 2, box.y + box.h - tall - 2, width, tall);
  }
  c.globalAlpha = 1;
  let free = box.left; // up to here figures stand already
  for (const piece of all) if (piece.kind !== "span") free = halt(c, p, piece, x, box, free);
}

function grid(c, p, area, height, t, x) {
  const seconds = rangeSeconds();
  const step = seconds <= 60 ? 10_000 : seconds <= 180 ? 30_000 : 120_000;
  c.font = `11px ${p.mono}`;
  c.textBaseline = "alphabetic";
  c.fillStyle = p.quiet;
  c.strokeStyle = p.line;
  c.lineWidth = 1;
  c.textAlign = "right";
  const edge = isPaused() ? `paused ${time(t)}` : "now";
  c.fillText(edge, area.right, height - 8);
  const room = area.right - c.measureText(edge).width - 8;
  c.textAlign = "center";
  const every = area.right - area.left < 460 ? 2 : 1;
  for (let at = Math.ceil((t - seconds * 1_000) / step) * step; at <= t; at += step) {
    const px = Math.round(x(at)) + 0.5;
    c.beginPath();
    c.moveTo(px, 4);
    c.lineTo(px, height - 24);
    c.stroke();
    const text = seconds <= 180 ? time(at) : time(at).slice(0, 5);
    const half = c.measureText(text).width / 2;
    if (Math.round(at / step) % every === 0 && px - half > area.left && px + half < room) c.fillText(text, px, height - 8);
  }
}

function marks(c, p, x, area) {
  c.setLineDash([3, 3]);
  c.strokeStyle = p.quiet;
  for (const card of state.rebalances.values()) {
    const px = Math.round(x(Date.parse(card.startedAt))) + 0.5;
    if (px < area.left) continue;
    c.beginPath();
    c.moveTo(px, area.top);
    c.lineTo(px, area.bottom);
    c.stroke();
  }
  c.setLineDash([]);
}

/** From and to in pixels, as far as they are in view; null when nothing is. */
function ends(piece, x, box) {
  const a = Math.max(box.left - 10, x(piece.from));
  const b = Math.min(box.right, x(piece.to));
  return b < box.left || b - a < 0.3 ? null : [a, b];
}

function owned(c, p, piece, x, box) {
  const seen = ends(piece, x, box);
  if (!seen) return;
  const [a, b] = seen;
  const begin = Math.max(a, box.left);
  c.fillStyle = colorOf(piece.memberId);
  rounded(c, a, box.y, b - a, box.h, 7);
  c.globalAlpha = 0.22;
  c.fill();
  c.globalAlpha = 1;
  if (isStriped(piece.memberId)) for (let i = begin; i < b; i += 9) c.fillRect(i, box.y, Math.min(5, b - i), 3);
  else c.fillRect(begin, box.y, b - begin, 3);
  c.font = "600 12px system-ui, sans-serif";
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.fillStyle = p.text;
  const name = nameOf(piece.memberId, piece.clientId);
  const room = b - begin - 16;
  const fits = fitted(c, [name], room) || numbered(piece.clientId);
  c.fillText(c.measureText(fits ?? name).width <= room ? fits ?? name : fittedName(c, name, room), begin + 8, box.y + 15);
}

const HALTS = {
  silent: (length) => [`has not answered for ${length}`, `not answered ${length}`, length],
  stalled: (length) => [`reads nothing ${length}`, `stalled ${length}`, length],
  gap: (length) => [`no reader ${length}`, length],
};

/** A time in which nothing is read; returns where its figure ends, so that the next does not cover it. */
function halt(c, p, piece, x, box, free) {
  const seen = ends(piece, x, box);
  if (!seen) return free;
  const [a, b] = seen;
  hatch(c, a, b, box, { ground: p.badSoft, lines: p.bad, slope: piece.kind === "stalled" ? -1 : 1 });
  if (piece.to - piece.from <= 100) return free;
  c.font = `700 12px ${p.mono}`;
  const texts = piece.kind === "gap" && !piece.open ? [millis(piece.to - piece.from)] : HALTS[piece.kind](millis(piece.to - piece.from));
  const begin = Math.max(a, box.left);
  const inside = fitted(c, texts, b - begin - 12);
  const text = inside || texts.at(-1);
  const width = c.measureText(text).width;
  // A short gap: its figure goes beside it, where there is room.
  const at = inside ? (begin + b - width) / 2 : b + 6;
  if (at - 4 < free) return free;
  // Below the names of the owners.
  plate(c, p, text, at, box.y + Math.min(box.h - 10, Math.max(box.h * 0.6, 31)), width, p.bad);
  return at + width + 4;
}

function plate(c, p, text, px, py, width, color) {
  rounded(c, px - 4, py - 9, width + 8, 18, 5);
  c.fillStyle = p.panel;
  c.globalAlpha = 0.92;
  c.fill();
  c.globalAlpha = 1;
  c.fillStyle = color;
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.fillText(text, px, py + 0.5);
}

/** The unknown state has a neutral colour, neither red nor that of a member. */
function unknown(c, p, box, from, to, texts) {
  const a = Math.max(box.left, from);
  const b = Math.min(box.right, to);
  if (b - a < 1) return;
  hatch(c, a, b, box, { ground: p.soft, lines: p.line, slope: 1 });
  c.font = "600 12px system-ui, sans-serif";
  const text = fitted(c, texts, b - a - 16);
  const width = c.measureText(text).width;
  if (text) plate(c, p, text, (a + b - width) / 2, box.y + box.h / 2, width, p.quiet);
}

export function hatch(c, a, b, box, { ground, lines, slope }) {
  c.save();
  rounded(c, a, box.y, Math.max(2, b - a), box.h, 3);
  c.fillStyle = ground;
  c.fill();
  c.clip();
  c.strokeStyle = lines;
  c.lineWidth = 1.5;
  c.globalAlpha = 0.75;
  c.beginPath();
  const [low, high] = slope > 0 ? [box.y + box.h, box.y] : [box.y, box.y + box.h];
  for (let i = a - box.h - ((a - box.h) % 7); i < b; i += 7) {
    c.moveTo(i, low);
    c.lineTo(i + box.h, high);
  }
  c.stroke();
  c.restore();
}

/** The lag of a partition at a moment of the past; none where the console has no sample. */
function lagThen(partition, t) {
  const lag = state.rates.findLast((point) => point.at <= t && point.at > t - LAG_MAX)?.lag[partition];
  return lag === undefined ? null : { lag, late: false, exact: false };
}

function labels(c, p, rows, area, row, narrow, t) {
  c.textAlign = "left";
  c.textBaseline = "middle";
  const stale = knownUntil() < now() - 500;
  for (let i = 0; i < rows; i++) {
    const y = area.top + i * row + row / 2;
    c.font = `700 15px ${p.mono}`;
    c.fillStyle = p.text;
    c.fillText(`P${i}`, 6, y - 12);
    const partition = state.now?.group?.partitions[i];
    if (!partition) continue;
    const then = isPaused() ? lagThen(i, t) : lagOf(partition);
    if (!then) continue;
    const { lag, late, exact, seconds: oldest } = then;
    c.fillStyle = late && !stale ? p.bad : p.quiet;
    c.font = `11px ${p.mono}`;
    if (narrow) {
      c.fillText("lag", 6, y + 4);
      c.fillText(compact(lag), 6, y + 17);
    } else {
      c.fillText(`lag ${compact(lag)}`, 6, y + 7);
    }
    // Below a second a group reads as records come.
    if (exact && lag > 0 && oldest >= 1) c.fillText(age(oldest), 6, y + (narrow ? 30 : 20));
  }
}

/** The consumers in the lanes: [name, member id], each name once. */
export function legendNames() {
  const members = new Map([
    ...state.lanes.flatMap((lane) => lane.spans.slice(-6)).map((span) => [span.memberId, span.clientId]),
    ...(state.now?.group?.members ?? []).map((member) => [member.memberId, member.clientId]),
  ]);
  const living = new Set((state.now?.group?.members ?? []).map((member) => member.memberId));
  // A process started anew has the colour of the one before, and is the same to a reader of the legend.
  const byName = new Map([...members].sort(([a], [b]) => living.has(a) - living.has(b)).map(([id, clientId]) => [nameOf(id, clientId), id]));
  return [...byName].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
}

function legend() {
  const names = legendNames();
  const element = byId("legend");
  const key = JSON.stringify([names.map(([name, id]) => [name, colorVar(id)])]);
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  fill(element, names.map(([name, id]) => h("span", { title: name }, h("i", { class: isStriped(id) ? "striped" : "", vars: { "--c": colorVar(id) } }), shortened(name, 34))),
    h("span", { data: { key: "no-reader" } }, h("i", { class: "gap" }), term("no-reader", "no reader")),
    h("span", { data: { key: "stalled" } }, h("i", { class: "stalled" }), term("stalled", "reads nothing")),
    h("span", { data: { key: "known" } }, h("i", { class: "unknown" }), term("known", "not known")),
    h("span", { title: "Read before this page was opened; the reader is not recorded" }, h("i", { class: "before" }), "read earlier"),
    h("span", {}, h("i", { class: "mark" }), term("rebalance")));
  redraw();
}

/** The timelines as text, for screen readers. */
function describe() {
  const known = knownUntil();
  if (known === null || document.hidden) return;
  const t = Math.min(known, shownTo());
  const stale = known < now() - 500 && t === known ? ` Not known since ${time(t)}.` : "";
  fill(byId("lanes-text"), h("ul", {}, state.lanes.map((lane) => {
    const begun = lane.spans.filter((span) => Date.parse(span.from) <= t);
    const last = begun.at(-1);
    const all = pieces({ ...lane, spans: begun }, t);
    const gaps = all.filter((piece) => piece.kind === "gap").slice(-3);
    const halted = all.find((piece) => piece.kind === "silent" || piece.kind === "stalled");
    const owner = last && !(Date.parse(last.to ?? "") <= t) ? `${nameOf(last.memberId, last.clientId)} for ${since(Date.parse(last.from), t)}` : "no consumer";
    const partition = state.now?.group?.partitions[lane.partition];
    const text = `Partition ${lane.partition}: read by ${owner}${isPaused() ? ` at ${time(t)}, where the lanes are paused` : ""}.`
      + (partition && !isPaused() ? ` ${inWords(lagOf(partition))}.` : "")
      + (halted ? ` ${halted.kind === "silent" ? "Its consumer has not answered" : "Its consumer has read nothing"} for ${millis(halted.to - halted.from)}.` : "")
      + gaps.map((g) => ` No reader for ${millis(g.to - g.from)} at ${time(g.from)}.`).join("") + stale;
    return h("li", {}, text);
  })));
}
