// Announces changes to screen readers.
import { byId, h } from "./dom.js";

const LINES_MAX = 6;

/** Adds a line to the log that screen readers follow, unless it repeats the last line. */
export function say(text) {
  const log = byId("announce");
  if (log.lastElementChild?.textContent === text) return;
  log.append(h("p", {}, text));
  while (log.childElementCount > LINES_MAX) log.firstElementChild.remove();
}
