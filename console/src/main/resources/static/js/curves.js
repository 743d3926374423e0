// The curves on which records move.

/** Begins a path from one point to the other. */
export function curve(c, x1, y1, x2, y2) {
  const m = (x1 + x2) / 2;
  c.beginPath();
  c.moveTo(x1, y1);
  c.bezierCurveTo(m, y1, m, y2, x2, y2);
}

/** The point of such a path at u, from 0 to 1: [x, y]. */
export function point(x1, y1, x2, y2, u) {
  const m = (x1 + x2) / 2;
  const v = 1 - u;
  return [
    v ** 3 * x1 + 3 * v * v * u * m + 3 * v * u * u * m + u ** 3 * x2,
    v ** 3 * y1 + 3 * v * v * u * y1 + 3 * v * u * u * y2 + u ** 3 * y2,
  ];
}
