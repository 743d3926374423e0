// Accepted, on the topic, in feeds: three counts of the same payments.
import { byId, fill, h } from "./dom.js";
import { count, dayTime } from "./format.js";
import { on } from "./store.js";

const shown = { accepted: null, onTopic: null, inFeeds: null };
let target = null;
let elements;

export function start() {
  on("ledger", (ledger) => {
    target = ledger;
    if (!elements) build();
    verdicts(ledger);
    requestAnimationFrame(tick);
  });
}

function build() {
  const number = (name) => h("span", { class: "big", data: { count: name } }, "…");
  elements = { accepted: number("accepted"), onTopic: number("onTopic"), inFeeds: number("inFeeds"), verdicts: h("div", { class: "verdicts" }), note: h("p", { class: "note" }) };
  fill(byId("ledger"), h("div", { class: "ledger-flow" },
    h("div", {}, elements.accepted, h("small", {}, "accepted")), h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    h("div", {}, elements.onTopic, h("small", {}, "on the topic")), h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    h("div", {}, elements.inFeeds, h("small", {}, "in feeds"))), elements.verdicts, elements.note);
}

/** Runs the digits up to the count, and never beyond it. */
function tick() {
  let more = false;
  for (const name of Object.keys(shown)) {
    const goal = target[name];
    const from = shown[name];
    if (goal === null || from === null || goal < from || goal - from > 5000) shown[name] = goal;
    else if (from < goal) {
      shown[name] = Math.min(goal, from + Math.max(1, Math.ceil((goal - from) / 18)));
      more ||= shown[name] < goal;
    }
    elements[name].textContent = count(shown[name]);
  }
  if (more) requestAnimationFrame(tick);
}

function verdicts(ledger) {
  const verdict = (name, value) => h("div", { class: `verdict ${value === null ? "" : value === 0 ? "good" : "bad"}`, data: { verdict: name } },
    h("b", {}, count(value)), h("small", {}, name));
  fill(elements.verdicts, verdict("lost", ledger.lost), verdict("twice", ledger.twice), verdict("out of order", ledger.outOfOrder));
  const way = ledger.accepted === null || ledger.inFeeds === null ? null : Math.max(0, ledger.accepted - ledger.inFeeds);
  elements.note.textContent = ledger.note ?? (way ? `${count(way)} on the way.` : "Every accepted payment is in its user's feed, once.");
  byId("ledger-since").textContent = `payments since ${dayTime(ledger.since)}`;
}
