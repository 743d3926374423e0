// Records that are not valid events, with their reasons; each can be put back on the topic.
import { byId, fill, h, setText } from "./dom.js";
import { call } from "./api.js";
import { count, dayTime } from "./format.js";
import { say } from "./announce.js";
import { commandBox, commands } from "./commands.js";
import { state, on } from "./store.js";
import { term } from "./words.js";

const TEXT_MAX = 160;
const busy = new Set();
const outcomes = new Map(); // id → {good, text}

export function start() {
  on("dead", show);
  on("addresses", show);
  on("replicas", show);
}

function show() {
  const dead = state.dead;
  if (!dead) return;
  setText("dead-count", dead.items.length ? `the newest ${count(dead.items.length)}` : "");
  fill(byId("dead"),
    dead.note ? h("li", { class: "empty", data: { key: "note" } }, dead.note) : null,
    dead.items.length || dead.note ? null : h("li", { class: "empty", data: { key: "none" } }, "None: each ", term("record"), " on the topic was a valid event."),
    dead.items.map((letter, i) => item(letter, i === 0)));
  fill(byId("dead-command"), commandBox("The same from a shell", commands.deadLetters(dead.items[0]?.id)));
}

/** @param explained whether it explains its words, as the first one does */
function item(letter, explained) {
  const outcome = outcomes.get(letter.id);
  return h("li", { data: { key: `dead-${letter.id}`, dead: String(letter.id), reason: letter.reason } },
    h("div", { class: "dead-head" }, h("strong", {}, letter.reason), h("span", { class: "num" }, `partition ${letter.partition}, offset ${letter.offset}`),
      h("button", { class: "small", type: "button", data: { write: "" }, "aria-disabled": busy.has(letter.id) ? "true" : null, "aria-label": `put back on the topic: dead letter ${letter.id}, ${letter.reason}`, title: commands.deadLetters(letter.id)[1], on: { click: () => redrive(letter) } }, "put back on the topic")),
    h("p", {}, letter.detail),
    letter.text ? h("pre", { role: "group", tabindex: "0", "aria-label": "The record's value" }, letter.text.length > TEXT_MAX ? `${letter.text.slice(0, TEXT_MAX)}…` : letter.text) : null,
    h("p", { class: "quiet" }, `${dayTime(letter.receivedAt)} · ${letter.consumer} · ${letter.redrivenAt ? "" : "not "}`, explained ? term("put-back", "put back") : "put back",
      letter.redrivenAt ? ` ${letter.redrives === 1 ? "once" : `${letter.redrives} times`}, last ${dayTime(letter.redrivenAt)}` : ""),
    outcome ? h("p", { class: outcome.good ? "done" : "problem", data: { outcome: outcome.good ? "good" : "bad" } }, outcome.text) : null);
}

async function redrive(letter) {
  if (busy.has(letter.id)) return;
  busy.add(letter.id);
  outcomes.delete(letter.id);
  show();
  try {
    const changed = await call("POST", `/api/dead-letters/${letter.id}/redrive`);
    state.dead = { ...state.dead, items: state.dead.items.map((other) => (other.id === letter.id ? changed : other)) };
    outcomes.set(letter.id, { good: true, text: "Put back on the topic. If the record is still invalid, it comes back as a new dead letter." });
  } catch (e) {
    outcomes.set(letter.id, { good: false, text: `Not put back: ${e.message}` });
  }
  busy.delete(letter.id);
  say(outcomes.get(letter.id).text);
  show();
}
