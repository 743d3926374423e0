// Presenter view: one panel fills the window in large type, to be read from the back row.
import { byId, fill, h } from "./dom.js";
import { inUrl, setInUrl } from "./address.js";
import { areOn, onKey, turn } from "./keys.js";
import { say } from "./announce.js";

/** By their keys, 1 to 6; title: the id of the panel's heading. */
const PANELS = [
  { id: "lanes", name: "Partitions", title: "lanes-title" },
  { id: "flow", name: "Payments", title: "flow-title" },
  { id: "members", name: "Consumers", title: "members-title" },
  { id: "ledger", name: "Ledger", title: "ledger-title" },
  { id: "rebalances", name: "Rebalances", title: "rebalances-title" },
  { id: "lag", name: "Rate and lag", title: "rates-title" },
];
/** In ms. */
const HINT = 8_000;
let shown = null; // the panel that fills the window
let hiding;

export function start() {
  byId("present").addEventListener("click", () => present(PANELS[0]));
  onKey("p", () => { if (shown) leave(); else present(PANELS[0]); });
  onKey("Escape", () => (shown ? leave() : false));
  PANELS.forEach((panel, i) => onKey(String(i + 1), () => (shown ? present(panel) : false)));
  const panel = PANELS.find(({ id }) => id === inUrl("present"));
  if (panel) present(panel);
}

const sectionOf = (panel) => byId(panel.title).closest("section");

function present(panel) {
  const began = !shown;
  shown = panel;
  for (const other of PANELS) sectionOf(other).classList.toggle("presented", other === panel);
  frame();
  byId(panel.title).tabIndex = -1;
  byId(panel.title).focus({ preventScroll: true });
  window.scrollTo(0, 0);
  say(began ? `Presenter view: ${panel.name}. ${words()}` : panel.name);
  if (began) hint();
}

function leave() {
  shown = null;
  frame();
  byId("present").focus();
  say("The whole page again.");
}

/** All that is about the view and not about one panel. */
function frame() {
  setInUrl({ present: shown?.id ?? null });
  document.documentElement.classList.toggle("presenting", Boolean(shown));
  byId("presenter").hidden = !shown;
  if (!shown) byId("presenter-hint").hidden = true;
  bar();
  // The drawings take the size of their type from the page's, and read it when the window changes.
  window.dispatchEvent(new Event("resize"));
}

function bar() {
  fill(byId("presenter"),
    PANELS.map((panel, i) => h("button", { class: "small", type: "button", "aria-pressed": String(panel === shown), "aria-keyshortcuts": String(i + 1), title: panel.name, data: { key: panel.id, panel: panel.id }, on: { click: () => present(panel) } },
      `${i + 1}`, h("span", { class: panel === shown ? null : "visually-hidden" }, ` ${panel.name}`))),
    h("span", { class: "presenter-end", data: { key: "end" } },
      h("button", { id: "presenter-keys", class: "small", type: "button", "aria-pressed": String(areOn()), title: "Whether single characters act as keys of this page", data: { key: "keys" }, on: { click: switchKeys } }, "Keys"),
      h("button", { id: "presenter-leave", class: "small", type: "button", "aria-keyshortcuts": "Escape", data: { key: "leave" }, on: { click: leave } }, "Leave")));
}

function switchKeys() {
  turn(!areOn());
  bar();
  hint();
  say(words());
}

const words = () => (areOn() ? "Keys 1 to 6 choose the panel, space pauses the lanes, arrows step, m marks, p or Escape leaves." : "Keys are off; Escape leaves.");

/** Says the keys, and fades: it would cover what is shown. */
function hint() {
  const box = byId("presenter-hint");
  fill(box, areOn() ? [PANELS.map(({ name }, i) => [h("kbd", {}, String(i + 1)), ` ${name} `]), h("kbd", {}, "Space"), " pause ", h("kbd", {}, "← →"), " step ", h("kbd", {}, "m"), " mark ", h("kbd", {}, "Esc"), " leave"] : "Keys are off");
  box.hidden = false;
  box.classList.remove("faded");
  clearTimeout(hiding);
  hiding = setTimeout(() => box.classList.add("faded"), HINT);
}
