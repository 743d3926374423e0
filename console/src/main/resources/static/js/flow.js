// Records on their way: into a partition, and from it to the member that reads it.
import { byId } from "./dom.js";
import { live, rounded, fitted } from "./canvas.js";
import { colorOf, palette } from "./colors.js";
import { shortName } from "./format.js";
import { state, on } from "./store.js";

const DOTS_MAX = 260;
const DOTS_PER_MESSAGE = 14;
let dots = [];
let height = 260;

export function start() {
  on("flow", spawn);
  on("rates", (points) => {
    const last = points.at(-1);
    if (last) byId("flow-rate").textContent = `${sum(last.in)} in, ${sum(last.out)} out per second`;
  });
  live(byId("flow-canvas"), draw);
}

const sum = (list) => Math.round(list.reduce((a, b) => a + b, 0));

function spawn(flow) {
  for (const [partition, records] of Object.entries(flow.in)) add("in", Number(partition), null, records);
  for (const done of flow.out) add("out", done.partition, done.clientId, done.records);
}

function add(kind, partition, clientId, records) {
  const n = Math.min(records, DOTS_PER_MESSAGE);
  for (let i = 0; i < n && dots.length < DOTS_MAX; i++) {
    // The first half of the way takes 0.6 s: what is read at once leaves as it arrives.
    dots.push({ kind, partition, clientId, at: -(i / n) * 0.22, jitter: (Math.random() - 0.5) * 10 });
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
    canvas.style.height = `${wanted}px`;
  }
  const narrow = width < 420;
  const px = narrow ? width * 0.3 : width * 0.34;
  const boxW = narrow ? 92 : Math.min(190, width * 0.32);
  const mx = width - boxW - 2;
  const py = (i) => (h2 * (i + 0.5)) / Math.max(1, parts.length);
  const my = (i) => (h2 * (i + 0.5)) / Math.max(1, members.length);
  const partX = px - 22;
  source(c, p, h2, narrow);
  parts.forEach((part, i) => {
    curve(c, 44, h2 / 2, partX, py(i));
    c.strokeStyle = p.line;
    c.lineWidth = 2;
    c.stroke();
  });
  members.forEach((member, j) => member.partitions.forEach((partition) => {
    curve(c, px + 22, py(partition), mx, my(j));
    c.strokeStyle = colorOf(member.clientId);
    c.globalAlpha = 0.45;
    c.lineWidth = 3;
    c.stroke();
    c.globalAlpha = 1;
  }));
  if (!calm) move(c, p, dt, { h2, px, partX, mx, py, my, members });
  parts.forEach((part, i) => partitionBox(c, p, part, px, py(i)));
  members.forEach((member, j) => memberBox(c, p, member, mx, my(j), boxW));
  if (!members.length) {
    c.fillStyle = p.quiet;
    c.font = "14px system-ui, sans-serif";
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.fillText("nobody reads", mx + boxW / 2, h2 / 2);
  }
}

function curve(c, x1, y1, x2, y2) {
  const m = (x1 + x2) / 2;
  c.beginPath();
  c.moveTo(x1, y1);
  c.bezierCurveTo(m, y1, m, y2, x2, y2);
}

function point(x1, y1, x2, y2, u) {
  const m = (x1 + x2) / 2;
  const v = 1 - u;
  return [
    v ** 3 * x1 + 3 * v * v * u * m + 3 * v * u * u * m + u ** 3 * x2,
    v ** 3 * y1 + 3 * v * v * u * y1 + 3 * v * u * u * y2 + u ** 3 * y2,
  ];
}

function move(c, p, dt, g) {
  dots = dots.filter((dot) => dot.at < 1);
  for (const dot of dots) {
    dot.at += dt / 700;
    if (dot.at < 0) continue;
    let xy;
    if (dot.kind === "in") {
      xy = point(44, g.h2 / 2, g.partX, g.py(dot.partition), dot.at);
    } else {
      const j = g.members.findIndex((m) => m.clientId === dot.clientId);
      if (j < 0) continue;
      xy = point(g.px + 22, g.py(dot.partition), g.mx, g.my(j), dot.at);
    }
    c.beginPath();
    c.arc(xy[0], xy[1] + dot.jitter * Math.sin(Math.PI * dot.at), 3.2, 0, 7);
    c.fillStyle = dot.kind === "in" ? p.text : colorOf(dot.clientId);
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
  rounded(c, x - 22, y - 20, 44, 40, 9);
  c.fillStyle = p.panel;
  c.fill();
  c.strokeStyle = part.ownerClientId ? colorOf(part.ownerClientId) : p.bad;
  c.setLineDash(part.ownerClientId ? [] : [4, 3]);
  c.lineWidth = 2;
  c.stroke();
  c.setLineDash([]);
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillStyle = p.text;
  c.font = `700 14px ${p.mono}`;
  c.fillText(`P${part.partition}`, x, y - 5);
  c.font = `10px ${p.mono}`;
  c.fillStyle = part.lag > 50 ? p.bad : p.quiet;
  c.fillText(part.lag ? `+${part.lag}` : "·", x, y + 10);
}

function memberBox(c, p, member, x, y, w) {
  const color = colorOf(member.clientId);
  const idle = !member.partitions.length;
  rounded(c, x, y - 21, w, 42, 10);
  c.fillStyle = p.panel;
  c.fill();
  c.fillStyle = color;
  c.globalAlpha = idle ? 0.05 : 0.2;
  c.fill();
  c.globalAlpha = 1;
  c.strokeStyle = color;
  c.lineWidth = 1.5;
  c.setLineDash(idle ? [4, 4] : []);
  c.stroke();
  c.setLineDash([]);
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.fillStyle = p.text;
  c.font = "600 12.5px system-ui, sans-serif";
  c.fillText(fitted(c, [member.clientId, `service ${shortName(member.clientId)}`, shortName(member.clientId)], w - 20), x + 10, y - 7);
  c.fillStyle = p.quiet;
  c.font = "11px system-ui, sans-serif";
  const all = member.partitions.map((n) => `P${n}`).join(" ");
  c.fillText(idle ? "idle" : fitted(c, [`reads ${all}`, all], w - 20), x + 10, y + 9);
}
