// The marks in the lanes: a line each, with its name in a row of their own above the lanes.
import { fittedName } from "./canvas.js";
import { allMarks } from "./marks.js";

/** Height of the row, where there are marks in view. */
const ROW = 20;

const inView = (from, to) => allMarks().filter((mark) => mark.at >= from && mark.at <= to);

/** What the names need above the lanes. */
export const rowOfMarks = (from, to) => (inView(from, to).length ? ROW : 0);

/** @param x places a time */
export function markLines(c, p, area, x, from, to) {
  c.font = "600 12px system-ui, sans-serif";
  c.textBaseline = "middle";
  c.lineWidth = 1.5;
  c.strokeStyle = p.text;
  c.fillStyle = p.text;
  let end = area.right; // of the room for a name
  for (const mark of inView(from, to).toReversed()) {
    const px = Math.round(x(mark.at)) + 0.5;
    flag(c, px, area.bottom);
    const right = end - px - 10;
    const left = px - 5 - area.left;
    // Of a mark that was made just now the name is on the left of its line.
    const toLeft = c.measureText(mark.label).width > right && left > right;
    const name = fittedName(c, mark.label, toLeft ? left : right);
    c.textAlign = toLeft ? "right" : "left";
    c.fillText(name, toLeft ? px - 5 : px + 10, 12);
    end = px - 6 - (toLeft ? c.measureText(name).width + 6 : 0);
  }
}

function flag(c, px, bottom) {
  c.beginPath();
  c.moveTo(px, 4);
  c.lineTo(px, bottom);
  c.stroke();
  c.beginPath();
  c.moveTo(px, 4);
  c.lineTo(px + 7, 8);
  c.lineTo(px, 12);
  c.fill();
}
