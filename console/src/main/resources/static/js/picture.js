// The lanes as a picture to keep: title, time and legend on the theme's ground.
import { byId } from "./dom.js";
import { scale, rounded } from "./canvas.js";
import { colorOf, isStriped, palette } from "./colors.js";
import { count, dayTime, time } from "./format.js";
import { hatch, legendNames, paint, wantedHeight } from "./lanes.js";
import { shownFrom, shownTo } from "./range.js";
import { noun, state } from "./store.js";

/** In the drawing's units. */
const EDGE = 20;
const HEAD = 56;
const LINE = 22;
const WIDTH_MIN = 900;
/** Of the screen's pixels. */
const RATIO = 2;

/** A canvas with what the lanes show now. */
export function picture() {
  const p = palette();
  const canvas = document.createElement("canvas");
  const c = canvas.getContext("2d");
  const width = Math.max(WIDTH_MIN, byId("lanes-canvas").clientWidth / scale());
  const lanes = wantedHeight();
  c.font = "12px system-ui, sans-serif";
  const lines = wrapped(c, entries(p), width);
  const height = HEAD + lanes + lines.length * LINE + EDGE;
  canvas.width = (width + 2 * EDGE) * RATIO;
  canvas.height = (height + EDGE) * RATIO;
  c.setTransform(RATIO, 0, 0, RATIO, 0, 0);
  c.fillStyle = p.panel;
  c.fillRect(0, 0, width + 2 * EDGE, height + EDGE);
  c.translate(EDGE, EDGE + HEAD);
  const { full } = paint(c, width, lanes);
  c.translate(0, -HEAD);
  head(c, p, width, full);
  c.translate(0, HEAD + lanes + LINE / 2);
  legend(c, p, lines);
  return canvas;
}

function head(c, p, width, full) {
  c.textAlign = "left";
  c.textBaseline = "alphabetic";
  c.fillStyle = p.text;
  c.font = "700 20px system-ui, sans-serif";
  c.fillText(`Who reads which partition: ${state.groupId}`, 0, 18);
  c.fillStyle = p.quiet;
  c.font = "14px system-ui, sans-serif";
  c.fillText(`${dayTime(shownFrom())} – ${time(shownTo())} (${zone(shownTo())})`, 0, 40);
  c.textAlign = "right";
  c.fillText(`full bar: ${count(full)} ${noun()}s a second`, width, 40);
}

/** The time zone of this machine, in which the page writes times: "UTC+05:30" */
function zone(t) {
  const minutes = -new Date(t).getTimezoneOffset();
  const two = (n) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  return minutes ? `UTC${minutes < 0 ? "−" : "+"}${two(minutes / 60)}:${two(minutes % 60)}` : "UTC";
}

function entries(p) {
  const hatched = (ground, lines, slope) => (c, box) => hatch(c, 0, 12, box, { ground, lines, slope });
  const line = (dash) => (c, box) => {
    c.strokeStyle = p.text;
    c.lineWidth = 1.5;
    c.setLineDash(dash);
    c.beginPath();
    c.moveTo(6, box.y);
    c.lineTo(6, box.y + box.h);
    c.stroke();
    c.setLineDash([]);
  };
  return [
    ...legendNames().map(([name, id]) => ({ name, draw: (c, box) => member(c, id, box) })),
    { name: "no reader", draw: hatched(p.badSoft, p.bad, 1) },
    { name: "reads nothing", draw: hatched(p.badSoft, p.bad, -1) },
    { name: "not known", draw: hatched(p.soft, p.quiet, 1) },
    { name: "rebalance", draw: line([3, 3]) },
    { name: "mark", draw: line([]) },
  ];
}

function member(c, id, box) {
  c.fillStyle = colorOf(id);
  if (isStriped(id)) for (let i = 0; i < 12; i += 5) c.fillRect(i, box.y, 3, box.h);
  else {
    rounded(c, 0, box.y, 12, box.h, 3);
    c.fill();
  }
}

/** The entries in lines that are no longer than the picture. */
function wrapped(c, all, width) {
  const lines = [[]];
  let left = width;
  for (const entry of all) {
    const own = c.measureText(entry.name).width + 36;
    if (own > left && lines.at(-1).length) {
      lines.push([]);
      left = width;
    }
    lines.at(-1).push({ ...entry, width: own });
    left -= own;
  }
  return lines;
}

function legend(c, p, lines) {
  lines.forEach((line, i) => {
    let x = 0;
    for (const { name, draw, width } of line) {
      c.save();
      c.translate(x, i * LINE);
      draw(c, { y: 0, h: 12 });
      c.restore();
      c.font = "12px system-ui, sans-serif";
      c.textAlign = "left";
      c.textBaseline = "middle";
      c.fillStyle = p.text;
      c.fillText(name, x + 18, i * LINE + 6.5);
      x += width;
    }
  });
}
