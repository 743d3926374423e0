// The newest records of each partition as boxes, with the committed offset, the end, and the lag between.
import { byId, fill, h } from "./dom.js";
import { fitted, live, rounded } from "./canvas.js";
import { colorOf, palette } from "./colors.js";
import { count } from "./format.js";
import { committedWords, describe, offsetsOf, readAgain } from "./offsets.js";
import { state, on } from "./store.js";

const BOXES = 40;
const ROW = 74;
/** Further partitions are in the lanes only. */
const ROWS_MAX = 24;
/** In ms: for those who have it read out. */
const TEXT_STEP = 2_000;
let rows = [];
let drawn = "";
let describedAt = -TEXT_STEP;
let redraw;

export function start() {
  redraw = live(byId("ruler-canvas"), draw);
  on("group", update);
  fill(byId("ruler-legend"), [["read", "read and committed, in its consumer's colour"], ["half", "read, commit not seen yet"], ["open", "waiting"], ["again", "read twice"]]
    .map(([kind, words]) => h("span", {}, h("i", { class: kind, vars: { "--c": "var(--quiet)" } }), words)));
}

function update() {
  rows = (state.now.group?.partitions ?? []).slice(0, ROWS_MAX).map(offsetsOf);
  text();
  const next = JSON.stringify([rows, rows.map((row) => colorOf(row.owner)), readAgain()]);
  if (next === drawn) return;
  drawn = next;
  const height = `${(Math.max(1, rows.length) * ROW + 4) / 16}rem`;
  if (byId("ruler-canvas").style.height !== height) byId("ruler-canvas").style.height = height;
  redraw();
}

function text() {
  if (document.hidden || performance.now() - describedAt < TEXT_STEP) return;
  describedAt = performance.now();
  fill(byId("ruler-text"), h("ul", {}, rows.map((row) => h("li", {}, describe(row)))));
}

function draw(c, width) {
  const p = palette();
  const left = width < 420 ? 42 : 60;
  const right = width - 6;
  const step = (right - left) / BOXES;
  rows.forEach((row, i) => ruler(c, p, row, { top: i * ROW + 4, left, right, step }));
  return null;
}

function ruler(c, p, row, area) {
  const first = Math.max(row.start, row.end - BOXES);
  const x = (offset) => Math.max(area.left, area.right - (row.end - offset) * area.step);
  const box = { ...area, y: area.top + 20, h: 20, x, first };
  label(c, p, row, area);
  if (row.lag > 0) {
    c.fillStyle = p.bad;
    c.globalAlpha = 0.2;
    c.fillRect(x(row.position), box.y - 5, area.right - x(row.position), box.h + 10);
    c.globalAlpha = 1;
  }
  c.strokeStyle = p.line;
  c.lineWidth = 1;
  line(c, area.left, box.y + box.h + 2.5, area.right, box.y + box.h + 2.5);
  for (let offset = first; offset < row.end; offset++) record(c, p, row, box, offset);
  if (row.again) hatch(c, p, row.again, box);
  marks(c, p, row, box);
}

function label(c, p, row, area) {
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.font = `700 15px ${p.mono}`;
  c.fillStyle = p.text;
  c.fillText(`P${row.partition}`, 4, area.top + 30);
}

/** Filled: read and committed; pale: read, commit not seen yet; open: waiting. */
function record(c, p, row, box, offset) {
  const color = row.owner ? colorOf(row.owner) : p.edge;
  rounded(c, box.x(offset) + 0.75, box.y, Math.max(2, box.step - 1.5), box.h, 2.5);
  if (offset < row.next) {
    c.fillStyle = color;
    c.globalAlpha = offset < row.position ? 0.75 : 0.25;
    c.fill();
    c.globalAlpha = 1;
    if (offset < row.position) return;
  }
  c.strokeStyle = offset < row.next ? color : p.edge;
  c.lineWidth = 1;
  c.stroke();
}

function hatch(c, p, { from, to }, box) {
  const a = box.x(Math.max(from, box.first));
  const b = box.x(to + 1);
  if (to < box.first || b <= a) return;
  c.save();
  rounded(c, a, box.y - 2, b - a, box.h + 4, 3);
  c.strokeStyle = p.text;
  c.lineWidth = 1.5;
  c.stroke();
  c.clip();
  c.lineWidth = 1;
  for (let i = a - box.h; i < b; i += 5) line(c, i, box.y + box.h + 2, i + box.h + 4, box.y - 2);
  c.restore();
}

function line(c, x1, y1, x2, y2) {
  c.beginPath();
  c.moveTo(x1, y1);
  c.lineTo(x2, y2);
  c.stroke();
}

/** The committed offset above the boxes, end and lag below them. */
function marks(c, p, row, box) {
  const at = box.x(row.position);
  const below = box.y + box.h + 15;
  c.textBaseline = "middle";
  c.lineWidth = 2;
  c.font = `600 11px ${p.mono}`;
  c.strokeStyle = p.text;
  c.fillStyle = p.text;
  // Older than the boxes: the mark stands at their beginning, with an arrow.
  const older = row.position < box.first;
  line(c, at, box.y - 9, at, box.y + box.h + 4);
  line(c, box.right, box.y - 4, box.right, below + 6);
  const words = committedWords(row);
  const width = c.measureText(older ? `← ${words}` : words).width;
  c.textAlign = "left";
  c.fillText(older ? `← ${words}` : words, Math.max(box.left, Math.min(at - width / 2, box.right - width)), box.y - 15);
  const end = `end ${count(row.end)}`;
  let free = box.right - 5 - c.measureText(end).width;
  c.fillText(end, free, below);
  if (row.lag > 0) {
    const lag = `lag ${count(row.lag)}`;
    c.fillStyle = row.late ? p.bad : p.quiet;
    free -= c.measureText(lag).width + 12;
    c.fillText(lag, free, below);
  }
  if (!row.again || row.again.to < box.first) return;
  const records = row.again.to - row.again.from + 1;
  c.fillStyle = p.text;
  c.font = "600 11px system-ui, sans-serif";
  const said = fitted(c, [`${count(records)} ${readAgain()}`, readAgain(), "read twice"], free - box.left - 8);
  const from = box.x(Math.max(row.again.from, box.first));
  c.fillText(said, Math.max(box.left, Math.min(from, free - 8 - c.measureText(said).width)), below);
}
