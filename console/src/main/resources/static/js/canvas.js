/**
 * A canvas at the screen's resolution. It is drawn when somebody asks, and again after as many ms as
 * the drawing says; never while nobody sees it: a page that stands still costs nothing.
 *
 * @param draw (context, width, height, ms since the last drawing, whether motion is unwanted) → ms
 *     until the next drawing, or null
 * @returns asks for a drawing
 */
export function live(canvas, draw) {
  const context = canvas.getContext("2d");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let visible = false;
  let asked = false;
  let last = 0;
  let timer;
  const ask = () => {
    clearTimeout(timer);
    if (asked || !visible || document.hidden) return;
    asked = true;
    requestAnimationFrame(frame);
  };
  function frame(t) {
    asked = false;
    const since = Math.min(100, t - last);
    last = t;
    const [width, height] = fit(canvas, context);
    const next = draw(context, width, height, since, calm.matches);
    if (next !== null) timer = setTimeout(ask, calm.matches ? Math.max(500, next) : next);
  }
  new IntersectionObserver((entries) => {
    visible = entries.at(-1).isIntersecting;
    if (visible) ask();
    else clearTimeout(timer);
  }).observe(canvas);
  new ResizeObserver(ask).observe(canvas);
  document.addEventListener("visibilitychange", ask);
  calm.addEventListener("change", ask);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ask);
  return ask;
}

let rem = null;
window.addEventListener("resize", () => { rem = null; });

/** Drawings are laid out for a root font size of 16 px, and grow with it. */
export function scale() {
  rem ??= parseFloat(getComputedStyle(document.documentElement).fontSize);
  return rem / 16;
}

/** Clears the canvas; its size in the drawing's units. */
function fit(canvas, context) {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const k = scale();
  context.setTransform(ratio * k, 0, 0, ratio * k, 0, 0);
  context.clearRect(0, 0, canvas.clientWidth / k, canvas.clientHeight / k);
  return [canvas.clientWidth / k, canvas.clientHeight / k];
}

export function rounded(context, x, y, w, h, r) {
  context.beginPath();
  context.roundRect(x, y, w, h, Math.max(0, Math.min(r, w / 2, h / 2)));
}

/** Text that fits, or nothing; tries the candidates in order. */
export function fitted(context, candidates, width) {
  return candidates.find((text) => context.measureText(text).width <= width) ?? "";
}

/** A name that fits: whole, or its beginning and its end, which tell names apart; else nothing. */
export function fittedName(context, name, width) {
  const fits = (text) => context.measureText(text).width <= width;
  if (fits(name)) return name;
  for (let kept = name.length - 1; kept >= 6; kept--) {
    const text = shortened(name, kept);
    if (fits(text)) return text;
  }
  return "";
}

/** At most so many characters and an ellipsis in the middle. */
export function shortened(name, max) {
  if (name.length <= max) return name;
  const head = Math.ceil(max / 2);
  return `${name.slice(0, head)}…${name.slice(name.length - (max - head))}`;
}
