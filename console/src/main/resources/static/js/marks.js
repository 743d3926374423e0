// Marks: moments that the user has named, "here I killed it". They are of this window and are drawn in the lanes.
import { byId, fill, h } from "./dom.js";
import { onKey } from "./keys.js";
import { shownTo, isPaused } from "./range.js";
import { many, time } from "./format.js";
import { say } from "./announce.js";
import { state, emit, now } from "./store.js";

/** Of a group in this window: the oldest go. */
const MARKS_MAX = 50;
const LABEL_MAX = 60;
let marks = []; // {id, at: the console's time, label}, oldest first

export function start() {
  marks = read();
  byId("mark").addEventListener("click", ask);
  onKey("m", ask);
  emit("marks");
}

export const allMarks = () => marks;

const key = () => `marks:${state.groupId}`;

/** Of what a window kept only what is a mark. */
function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key()) ?? "[]");
    return kept.filter((mark) => Number.isFinite(mark?.at) && typeof mark.label === "string")
      .map(({ at, label }, i) => ({ id: `${i}-${at}`, at, label: label.slice(0, LABEL_MAX) }));
  } catch {
    return [];
  }
}

function change(next) {
  marks = next.sort((a, b) => a.at - b.at).slice(-MARKS_MAX);
  sessionStorage.setItem(key(), JSON.stringify(marks));
  emit("marks");
}

/** The moment is that of the question: a name takes time to be typed. */
function ask() {
  const at = isPaused() ? shownTo() : now();
  const box = byId("mark-dialog");
  fill(box, h("form", { data: { key: String(at) }, on: { submit: (event) => {
    event.preventDefault();
    const label = event.target.elements.namedItem("label").value.trim() || `mark ${marks.length + 1}`;
    add({ id: `${at}-${marks.length}`, at, label });
    box.close();
  } } },
  h("h2", { id: "mark-title" }, `Mark at ${time(at)}`),
  h("label", { class: "mark-name" }, "its name ", h("input", { name: "label", maxlength: LABEL_MAX, autocomplete: "off", placeholder: "here I killed it" })),
  h("div", { class: "dialog-actions" }, h("button", { class: "primary", type: "submit" }, "Mark"),
    h("button", { type: "button", on: { click: () => box.close() } }, "Cancel"))));
  box.showModal();
}

function add(mark) {
  change([...marks, mark]);
  say(`Marked ${time(mark.at)}: ${mark.label}. ${many(marks.length, "mark")}.`);
}

export function remove(mark) {
  change(marks.filter((other) => other !== mark));
  say(`Removed the mark ${mark.label}.`);
}
