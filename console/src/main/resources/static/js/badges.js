// The followed user's way, and the numbers of the payments, in the drawings.
import { curve } from "./curves.js";
import { followed } from "./follow.js";

const RADIUS = 8.5;

/** A number in a disc, or in a ring if it is open. */
export function badge(c, p, x, y, number, open = false) {
  c.font = `700 11px ${p.mono}`;
  const width = Math.max(2 * RADIUS, c.measureText(String(number)).width + 8);
  c.beginPath();
  c.roundRect(x - width / 2, y - RADIUS, width, 2 * RADIUS, RADIUS);
  c.fillStyle = open ? p.panel : p.text;
  c.fill();
  c.strokeStyle = open ? p.text : p.panel;
  c.lineWidth = 1.5;
  c.stroke();
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillStyle = open ? p.text : p.panel;
  c.fillText(String(number), x, y + 0.5);
}

/** In a lane: when each payment was read; those that wait stand open where they were published. */
export function laneBadges(c, p, box, x, partition) {
  let free = box.left;
  for (const payment of followed()?.payments ?? []) {
    const px = x(payment.readAt ?? payment.at);
    if (payment.partition !== partition || px < box.left || px > box.right) continue;
    const y = box.y + box.h - 12;
    if (px - RADIUS < free) {
      c.beginPath();
      c.arc(px, y, 2, 0, 7);
      c.fillStyle = p.text;
      c.fill();
    } else {
      badge(c, p, Math.min(px, box.right - RADIUS - 1), y, payment.number, !payment.readAt);
      free = px + RADIUS + 1;
    }
  }
}

/** From the users to the partition, and on to its owner. */
export function way(c, p, g) {
  const partition = followed()?.partition ?? null;
  if (partition === null || !g.parts[partition]) return;
  c.strokeStyle = p.text;
  c.lineWidth = 2;
  curve(c, 44, g.h2 / 2, g.partX, g.py(partition));
  c.stroke();
  const reader = g.members.findIndex((member) => member.memberId === g.parts[partition].owner);
  if (reader < 0) return;
  curve(c, g.px + 22, g.py(partition), g.mx, g.my(reader));
  c.stroke();
}
