/** A canvas at the screen's resolution; draws while it is visible. */
export function live(canvas, draw) {
  const context = canvas.getContext("2d");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let visible = true;
  let last = 0;
  new IntersectionObserver((entries) => { visible = entries.at(-1).isIntersecting; }).observe(canvas);
  const frame = (t) => {
    requestAnimationFrame(frame);
    if (!visible || document.hidden || t - last < (calm.matches ? 500 : 33)) return;
    const dt = Math.min(100, t - last);
    last = t;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, width, height, dt, calm.matches);
  };
  requestAnimationFrame(frame);
}

export function rounded(context, x, y, w, h, r) {
  context.beginPath();
  context.roundRect(x, y, w, h, Math.max(0, Math.min(r, w / 2, h / 2)));
}

/** Text that fits, or nothing; tries the candidates in order. */
export function fitted(context, candidates, width) {
  return candidates.find((text) => context.measureText(text).width <= width) ?? "";
}
