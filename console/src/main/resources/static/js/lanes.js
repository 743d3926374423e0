// The swimlanes: owners over time, gaps in red, records as they are handled.
import { byId, fill, h } from "./dom.js";
import { live, rounded, fitted } from "./canvas.js";
import { colorOf, colorVar, palette } from "./colors.js";
import { millis, shortName, time, since } from "./format.js";
import { state, on, now } from "./store.js";

const SILENT_MS = 2500; // signs come each second at least
const GAP_MIN_MS = 40;
let seconds = 180;

export function start() {
  for (const button of document.querySelectorAll("[data-window]")) {
    button.addEventListener("click", () => {
      seconds = Number(button.dataset.window);
      for (const other of document.querySelectorAll("[data-window]")) other.setAttribute("aria-pressed", String(other === button));
    });
  }
  live(byId("lanes-canvas"), draw);
  on("group", size);
  on("lanes", legend);
  on("group", legend);
  setInterval(describe, 3000);
}

function partitions() {
  return state.now?.group?.partitions.length ?? Math.max(3, state.lanes.length);
}

function size() {
  const canvas = byId("lanes-canvas");
  const height = `${partitions() * 66 + 38}px`;
  if (canvas.style.height !== height) canvas.style.height = height;
}

/** Spans and gaps of a lane, clipped to what is shown. */
function pieces(lane, t) {
  const list = [];
  lane.spans.forEach((span, i) => {
    const from = Date.parse(span.from);
    const next = lane.spans[i + 1];
    let to = span.to ? Date.parse(span.to) : t;
    if (!span.to) {
      const sign = state.now?.members.find((m) => m.memberId === span.memberId)?.lastSign;
      const quiet = sign ? Date.parse(sign) : null;
      if (quiet !== null && t - quiet > SILENT_MS) {
        list.push({ kind: "silent", from: Math.max(quiet, from), to: t, name: span.clientId });
        to = Math.max(quiet, from);
      }
    }
    list.push({ kind: "span", from, to, name: span.clientId });
    if (span.to && (next || !lane.spans[i + 1])) {
      const end = next ? Date.parse(next.from) : t;
      if (end - to > GAP_MIN_MS) list.push({ kind: "gap", from: to, to: end, open: !next });
    }
  });
  return list;
}

function draw(c, width, height) {
  const p = palette();
  const t = now() - 250; // a little behind, so that what is drawn has arrived
  const left = width < 520 ? 34 : 56;
  const right = width < 520 ? 8 : 16;
  const scale = (width - left - right) / (seconds * 1000);
  const x = (at) => width - right - (t - at) * scale;
  const rows = partitions();
  const top = 6;
  const row = (height - 32 - top) / rows;
  grid(c, p, width, height, left, right, t, x);
  c.save();
  c.beginPath();
  c.rect(left, 0, width - left - right, height);
  c.clip();
  marks(c, p, x, top, height - 26, left);
  for (let i = 0; i < rows; i++) {
    const y = top + i * row + 5;
    const h2 = row - 12;
    const lane = state.lanes.find((l) => l.partition === i);
    rounded(c, left, y, width - left - right, h2, 7);
    c.fillStyle = p.soft;
    c.globalAlpha = 0.7;
    c.fill();
    c.globalAlpha = 1;
    const all = lane ? pieces(lane, t) : [];
    for (const piece of all.filter((one) => one.kind === "span")) paint(c, p, piece, x, y, h2, left, width - right);
    activity(c, i, x, y, h2, t, scale, p);
    for (const piece of all.filter((one) => one.kind !== "span")) paint(c, p, piece, x, y, h2, left, width - right);
  }
  c.restore();
  labels(c, p, rows, top, row, left);
}

function grid(c, p, width, height, left, right, t, x) {
  const step = seconds <= 60 ? 10_000 : seconds <= 180 ? 30_000 : 120_000;
  c.font = `11px ${p.mono}`;
  c.textBaseline = "alphabetic";
  c.fillStyle = p.quiet;
  c.strokeStyle = p.line;
  c.lineWidth = 1;
  const narrow = width < 520 ? 2 : 1;
  for (let at = Math.ceil((t - seconds * 1000) / step) * step, n = 0; at <= t; at += step, n++) {
    const px = Math.round(x(at)) + 0.5;
    c.beginPath();
    c.moveTo(px, 4);
    c.lineTo(px, height - 24);
    c.stroke();
    if (Math.round(at / step) % narrow === 0 && px > left + 20 && px < width - right - 46) {
      c.textAlign = "center";
      c.fillText(seconds <= 60 ? time(at) : time(at).slice(0, seconds <= 180 ? 8 : 5), px, height - 8);
    }
  }
  c.textAlign = "right";
  c.fillText("now", width - right, height - 8);
}

function marks(c, p, x, top, bottom, left) {
  c.setLineDash([3, 3]);
  for (const card of state.rebalances.values()) {
    const px = Math.round(x(Date.parse(card.startedAt))) + 0.5;
    if (px < left) continue;
    c.strokeStyle = p.quiet;
    c.beginPath();
    c.moveTo(px, top);
    c.lineTo(px, bottom);
    c.stroke();
  }
  c.setLineDash([]);
}

function paint(c, p, piece, x, y, h2, left, right) {
  const a = Math.max(left - 10, x(piece.from));
  const b = Math.min(right, x(piece.to));
  if (b < left || b - a < 0.3) return;
  if (piece.kind === "span") {
    const color = colorOf(piece.name);
    rounded(c, a, y, b - a, h2, 7);
    c.fillStyle = color;
    c.globalAlpha = 0.22;
    c.fill();
    c.globalAlpha = 1;
    c.fillRect(Math.max(left, a), y, b - Math.max(left, a), 3);
    c.font = "600 12px system-ui, sans-serif";
    c.textAlign = "left";
    c.textBaseline = "middle";
    const room = b - Math.max(a, left) - 16;
    c.fillStyle = p.text;
    c.fillText(fitted(c, [piece.name, shortName(piece.name)], room), Math.max(a, left) + 8, y + 15);
    return;
  }
  hatch(c, p, a, b, y, h2);
  const label = millis(piece.to - piece.from);
  c.font = `700 12px ${p.mono}`;
  c.textBaseline = "middle";
  const text = piece.kind === "silent" ? [`silent ${label}`, label] : piece.open ? [`nobody ${label}`, label] : [label];
  const room = b - Math.max(a, left);
  const chosen = fitted(c, text, room - 8);
  c.fillStyle = p.bad;
  if (chosen) {
    plate(c, p, chosen, (Math.max(a, left) + b) / 2, y + h2 / 2, "center");
  } else if (piece.to - piece.from > 100) {
    // A short gap: its figure goes beside it.
    plate(c, p, text.at(-1), b + 4, y + h2 / 2, "left");
  }
}

function plate(c, p, text, px, py, align) {
  const w = c.measureText(text).width;
  const x0 = align === "center" ? px - w / 2 : px;
  rounded(c, x0 - 4, py - 9, w + 8, 18, 5);
  c.fillStyle = p.panel;
  c.globalAlpha = 0.92;
  c.fill();
  c.globalAlpha = 1;
  c.fillStyle = p.bad;
  c.textAlign = "left";
  c.fillText(text, x0, py + 0.5);
}

function hatch(c, p, a, b, y, h2) {
  c.save();
  rounded(c, a, y, Math.max(2, b - a), h2, 3);
  c.fillStyle = p.badSoft;
  c.fill();
  c.clip();
  c.strokeStyle = p.bad;
  c.lineWidth = 1.5;
  c.globalAlpha = 0.75;
  c.beginPath();
  for (let i = a - h2 - ((a - h2) % 7); i < b; i += 7) {
    c.moveTo(i, y + h2);
    c.lineTo(i + h2, y);
  }
  c.stroke();
  c.restore();
}

/** Bars of handled records: where they go on, a partition never stopped. */
function activity(c, partition, x, y, h2, t, scale, p) {
  const list = state.activity.get(partition);
  if (!list?.length) return;
  const oldest = t - seconds * 1000;
  const slot = Math.max(250, 3 / scale);
  const sums = new Map();
  for (const item of list) {
    if (item.at < oldest) continue;
    const key = Math.floor(item.at / slot);
    const sum = sums.get(key) ?? { records: 0, name: item.clientId };
    sum.records += item.records;
    sum.name ??= item.clientId;
    sums.set(key, sum);
  }
  const width = Math.max(1.5, slot * scale - 1);
  for (const [key, sum] of sums) {
    const perSecond = sum.records / (slot / 1000);
    const tall = Math.min(h2 - 26, 3 + 7 * Math.log2(1 + perSecond));
    c.fillStyle = sum.name ? colorOf(sum.name) : p.quiet;
    c.globalAlpha = sum.name ? 0.85 : 0.4;
    c.fillRect(x((key + 0.5) * slot) - width / 2, y + h2 - tall - 2, width, tall);
  }
  c.globalAlpha = 1;
}

function labels(c, p, rows, top, row, left) {
  c.textAlign = "left";
  c.textBaseline = "middle";
  for (let i = 0; i < rows; i++) {
    c.font = `700 15px ${p.mono}`;
    c.fillStyle = p.text;
    c.fillText(left > 40 ? `P${i}` : `${i}`, left > 40 ? 10 : 8, top + i * row + row / 2 - 6);
    const lag = state.now?.group?.partitions[i]?.lag;
    if (lag !== undefined) {
      c.font = `11px ${p.mono}`;
      c.fillStyle = lag > 50 ? p.bad : p.quiet;
      c.fillText(left > 40 ? `lag ${lag}` : `${lag}`, left > 40 ? 4 : 6, top + i * row + row / 2 + 11);
    }
  }
}

function legend() {
  const names = [...new Set([
    ...(state.now?.group?.members ?? []).map((m) => m.clientId),
    ...state.lanes.flatMap((lane) => lane.spans.slice(-6).map((span) => span.clientId)),
  ])].sort().slice(0, 9);
  const key = names.join();
  const element = byId("legend");
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  fill(element, names.map((name) => {
    const swatch = h("i", { vars: { background: colorVar(name) } });
    return h("span", {}, swatch, names.length > 4 ? shortName(name) : name);
  }), h("span", {}, h("i", { class: "gap" }), "nobody"));
}

/** The same for those who cannot see the drawing. */
function describe() {
  const t = now();
  fill(byId("lanes-text"), h("ul", {}, state.lanes.map((lane) => {
    const last = lane.spans.at(-1);
    const gaps = pieces(lane, t).filter((piece) => piece.kind === "gap").slice(-3);
    const owner = last && !last.to ? `${last.clientId} for ${since(Date.parse(last.from), t)}` : "nobody";
    const text = `Partition ${lane.partition}: read by ${owner}.`
      + gaps.map((g) => ` Gap of ${millis(g.to - g.from)} at ${time(g.from)}.`).join("");
    return h("li", {}, text);
  })));
}
