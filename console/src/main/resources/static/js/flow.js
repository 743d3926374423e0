// Payments on their way into a partition, and from there to its consumer.
import { byId, fill, setText } from "./dom.js";
import { live, rounded, fitted, fittedName } from "./canvas.js";
import { colorOf, isStriped, nameOf, palette } from "./colors.js";
import { badge, way } from "./badges.js";
import { curve, point } from "./curves.js";
import { lagOf, compact } from "./lag.js";
import { count, many, numbered } from "./format.js";
import { state, on, noun, silence, stallOf } from "./store.js";
import { term } from "./words.js";

const DOTS_MAX = 260;
const DOTS_PER_MESSAGE = 14;
/** In ms, of drawings, while dots are on their way. */
const FRAME = 33;
/** In ms, of the whole way: a number is to be read. */
const WAY = 700;
const NUMBERED_WAY = 1_600;
/** Of a followed user's payments that come at once. */
const NUMBERED_MAX = 5;
let dots = [];
let perDot = 1; // records that a dot stands for, of late
let height = 260;
let redraw;
let figures = ""; // as drawn last

export function start() {
  redraw = live(byId("flow-canvas"), draw);
  on("flow", spawn);
  on("rates", (points) => {
    const last = points.at(-1);
    if (last) setText("flow-rate", `${count(sum(last.in))} in, ${count(sum(last.out))} out per second`);
  });
  on("group", () => {
    fill(byId("flow-title"), noun() === "payment" ? term("payment", "Payments") : term("record", "Records"), " now");
    const next = JSON.stringify([state.now.group?.partitions.map((p) => [p.owner, p.lag, lagOf(p).late]), state.now.group?.members.map((m) => [m.memberId, m.partitions, silence(m.memberId) > 0])]);
    if (next === figures && !silent()) return;
    figures = next;
    redraw();
  });
  on("freshness", redraw);
  on("followed", (payments) => number("in", payments));
  on("followed-read", (payment) => number("out", [payment]));
}

/** A payment that is read at once leaves when it has arrived. */
function number(kind, payments) {
  for (const { number: n, partition, memberId } of payments.slice(-NUMBERED_MAX)) {
    const coming = dots.find((dot) => dot.number === n && dot.kind === "in");
    if (dots.length < DOTS_MAX + NUMBERED_MAX) dots.push({ kind, partition, memberId, number: n, at: coming ? Math.min(coming.at, 1) - 1 : 0, jitter: 0 });
  }
  redraw();
}

const sum = (list) => Math.round(list.reduce((a, b) => a + b, 0));
const silent = () => (state.now.group?.members ?? []).some((member) => silence(member.memberId));

function spawn(flow) {
  perDot = 1;
  for (const [partition, records] of Object.entries(flow.in)) add("in", Number(partition), null, records);
  for (const done of flow.out) add("out", done.partition, done.memberId, done.records);
  redraw();
}

function add(kind, partition, memberId, records) {
  const n = Math.min(records, DOTS_PER_MESSAGE);
  perDot = Math.max(perDot, Math.ceil(records / DOTS_PER_MESSAGE));
  for (let i = 0; i < n && dots.length < DOTS_MAX; i++) {
    // The first half of the way takes 0.6 s: what is read at once leaves as it arrives.
    dots.push({ kind, partition, memberId, at: -(i / n) * 0.22, jitter: (Math.random() - 0.5) * 10 });
  }
}

function draw(c, width, h2, dt, calm) {
  const p = palette();
  const group = state.now?.group;
  const parts = group?.partitions ?? [];
  const members = group?.members ?? [];
  const canvas = byId("flow-canvas");
  const wanted = Math.max(180, Math.max(parts.length, members.length) * 58 + 20);
  if (wanted !== height) {
    height = wanted;
    canvas.style.height = `${wanted / 16}rem`;
  }
  const narrow = width < 420;
  const px = narrow ? width * 0.3 : width * 0.34;
  const boxW = narrow ? Math.max(92, width * 0.36) : Math.min(210, width * 0.36);
  const mx = width - boxW - 2;
  const py = (i) => (h2 * (i + 0.5)) / Math.max(1, parts.length);
  const my = (i) => (h2 * (i + 0.5)) / Math.max(1, members.length);
  const partX = px - 22;
  source(c, p, h2);
  parts.forEach((_, i) => {
    curve(c, 44, h2 / 2, partX, py(i));
    c.strokeStyle = p.line;
    c.lineWidth = 2;
    c.stroke();
  });
  // The partitions of a share group have no owners, and are not drawn.
  if (parts.length) members.forEach((member, j) => member.partitions.forEach((partition) => {
    curve(c, px + 22, py(partition), mx, my(j));
    c.strokeStyle = colorOf(member.memberId);
    c.globalAlpha = 0.45;
    c.lineWidth = 3;
    c.setLineDash(silence(member.memberId) ? [2, 6] : []);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }));
  way(c, p, { h2, px, partX, mx, py, my, parts, members });
  const places = { h2, px, partX, mx, py, my, members };
  if (calm) {
    dots = [];
    standing(c, p, places);
  } else {
    move(c, p, dt, places);
  }
  parts.forEach((part, i) => partitionBox(c, p, part, px, py(i)));
  members.forEach((member, j) => memberBox(c, p, member, mx, my(j), boxW));
  c.fillStyle = p.quiet;
  c.textBaseline = "middle";
  if (!members.length) {
    c.font = "14px system-ui, sans-serif";
    c.textAlign = "center";
    c.fillText("no consumers", mx + boxW / 2, h2 / 2);
  }
  if (dots.length && perDot > 1) {
    c.font = "11px system-ui, sans-serif";
    c.textAlign = "left";
    c.fillText(`1 dot = up to ${count(perDot)} ${noun()}s`, 4, h2 - 8);
  }
  return dots.length ? FRAME : calm ? 1_000 : null;
}

/** Figures instead of moving dots, for users who prefer reduced motion. */
function standing(c, p, g) {
  const last = state.rates.at(-1);
  if (!last) return;
  c.font = `600 11px ${p.mono}`;
  c.textAlign = "center";
  c.textBaseline = "middle";
  const figure = (rate, [x, y]) => {
    const text = `${count(Math.round(rate))}/s`;
    const w = c.measureText(text).width + 8;
    rounded(c, x - w / 2, y - 8, w, 16, 5);
    c.fillStyle = p.panel;
    c.fill();
    c.fillStyle = p.text;
    c.fillText(text, x, y);
  };
  last.in.forEach((rate, i) => figure(rate, point(44, g.h2 / 2, g.partX, g.py(i), 0.55)));
  g.members.forEach((member, j) => member.partitions.forEach((i) => figure(last.out[i] ?? 0, point(g.px + 22, g.py(i), g.mx, g.my(j), 0.5))));
}

function move(c, p, dt, g) {
  dots = dots.filter((dot) => dot.at < 1);
  for (const dot of dots) {
    dot.at += dt / (dot.number ? NUMBERED_WAY : WAY);
    if (dot.at < 0) continue;
    let xy;
    if (dot.kind === "in") {
      xy = point(44, g.h2 / 2, g.partX, g.py(dot.partition), dot.at);
    } else {
      const j = g.members.findIndex((m) => m.memberId === dot.memberId);
      if (j < 0) continue;
      xy = point(g.px + 22, g.py(dot.partition), g.mx, g.my(j), dot.at);
    }
    if (dot.number) {
      badge(c, p, xy[0], xy[1], dot.number);
      continue;
    }
    c.beginPath();
    c.arc(xy[0], xy[1] + dot.jitter * Math.sin(Math.PI * dot.at), 3.2, 0, 7);
    c.fillStyle = dot.kind === "in" ? p.text : colorOf(dot.memberId);
    c.fill();
  }
}

function source(c, p, h2) {
  rounded(c, 4, h2 / 2 - 24, 40, 48, 9);
  c.fillStyle = p.soft;
  c.fill();
  c.strokeStyle = p.line;
  c.lineWidth = 1;
  c.stroke();
  c.fillStyle = p.quiet;
  c.font = "600 11px system-ui, sans-serif";
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillText("users", 24, h2 / 2);
}

function partitionBox(c, p, part, x, y) {
  const reads = part.owner && !stallOf(part.partition);
  rounded(c, x - 22, y - 20, 44, 40, 9);
  c.fillStyle = p.panel;
  c.fill();
  c.strokeStyle = reads ? colorOf(part.owner) : p.bad;
  c.setLineDash(reads ? [] : [4, 3]);
  c.lineWidth = 2;
  c.stroke();
  c.setLineDash([]);
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillStyle = p.text;
  c.font = `700 14px ${p.mono}`;
  c.fillText(`P${part.partition}`, x, y - 5);
  c.font = `11px ${p.mono}`;
  const { lag, late } = lagOf(part);
  c.fillStyle = late ? p.bad : p.quiet;
  c.fillText(lag < 0 ? "beyond" : lag ? `+${compact(lag)}` : "·", x, y + 10);
}

function memberBox(c, p, member, x, y, w) {
  const quiet = silence(member.memberId);
  const color = quiet ? p.bad : colorOf(member.memberId);
  const idle = !member.partitions.length && !member.otherPartitions;
  rounded(c, x, y - 21, w, 42, 10);
  c.fillStyle = p.panel;
  c.fill();
  c.fillStyle = color;
  c.globalAlpha = idle || quiet ? 0.05 : 0.2;
  c.fill();
  c.globalAlpha = 1;
  c.strokeStyle = color;
  c.lineWidth = 1.5;
  c.setLineDash(idle || quiet ? [4, 4] : isStriped(member.memberId) ? [10, 3] : []);
  c.stroke();
  c.setLineDash([]);
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.fillStyle = p.text;
  c.font = "600 12.5px system-ui, sans-serif";
  const name = nameOf(member.memberId, member.clientId);
  const number = numbered(member.clientId);
  c.fillText(fitted(c, number ? [name, `consumer ${number}`] : [name], w - 20) || fittedName(c, name, w - 20), x + 10, y - 7);
  c.fillStyle = quiet ? p.bad : p.quiet;
  c.font = "11px system-ui, sans-serif";
  const all = member.partitions.map((n) => `P${n}`).join(" ");
  const others = member.otherPartitions ? `${many(member.otherPartitions, "partition")} of other topics` : null;
  const reads = idle ? ["idle"] : !member.partitions.length ? [others, "other topics"] : [`reads ${all}`, all, `${member.partitions.length} partitions`];
  c.fillText(fitted(c, quiet ? [`has not answered for ${Math.round(quiet / 1_000)} s`, `not answered for ${Math.round(quiet / 1_000)} s`, "not answered"] : reads, w - 20), x + 10, y + 9);
}
