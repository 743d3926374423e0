// Keys that act on the whole page: never while somebody types, and characters not at all if they are turned off.

/** In localStorage: "off" for those who dictate, for example. */
const KEPT = "keys";
/** Where a character is text, or chooses. */
const FIELD = "textarea, select, [contenteditable], input:not([type=button], [type=submit], [type=checkbox], [type=radio], [type=range])";
/** What the space bar presses. */
const PRESSED = "button, a[href], summary, input";
/** What arrows move or scroll. */
const MOVED = "input, [tabindex='0']";
const handlers = new Map();

/** In the capture phase: what is handled here is not for those who listen to the same key for themselves. */
export const start = () => window.addEventListener("keydown", handle, true);

/**
 * Has a key handled: "p", " ", "ArrowLeft", …
 *
 * @param handler (event) → false if the key does nothing now and others may have it
 */
export const onKey = (key, handler) => handlers.set(key, handler);

export const areOn = () => window.localStorage.getItem(KEPT) !== "off";

/** Turns the keys that are characters on or off, in this browser. */
export const turn = (on) => window.localStorage.setItem(KEPT, on ? "on" : "off");

function handle(event) {
  // What the browser fills in by itself is an event without a key.
  const { key = "", target } = event;
  const handler = handlers.get(key.length === 1 ? key.toLowerCase() : key);
  if (!handler || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector("dialog[open]") || !isFor(target instanceof Element ? target : document.body, key)) return;
  if (key.length === 1 && (event.repeat || !areOn())) return;
  if (handler(event) === false) return;
  event.preventDefault();
  event.stopPropagation();
}

function isFor(target, key) {
  if (key === "Escape") return true;
  if (target.closest(FIELD)) return false;
  if (key === " ") return !target.closest(PRESSED);
  return !key.startsWith("Arrow") || !target.closest(MOVED);
}
