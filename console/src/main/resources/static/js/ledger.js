// Three counts of the same payments: accepted, on the topic, in feeds.
import { byId, fill, h, setText } from "./dom.js";
import { asOf, sentences } from "./ledger-text.js";
import { count, dayTime } from "./format.js";
import { on } from "./store.js";
import { term } from "./words.js";

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
    h("div", {}, elements.accepted, h("small", {}, term("accepted"), h("span", { id: "accepted-at" }))), h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    h("div", {}, elements.onTopic, h("small", {}, "on the ", term("topic"), h("span", { id: "on-topic-at" }))), h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    h("div", {}, elements.inFeeds, h("small", {}, "in ", term("feed", "feeds"), h("span", { id: "in-feeds-at" })))), elements.verdicts, elements.note);
}

/** Animates the digits up to the count, never beyond it. */
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

/** Red and green for confirmed verdicts only; others are neutral. */
function verdict(name, text, value, state) {
  const kind = state !== "confirmed" || value === null ? "" : value === 0 ? "good" : "bad";
  return h("div", { class: `verdict ${kind}`, data: { verdict: name, state } },
    h("b", {}, count(value)), h("small", {}, text, state === "counting" ? ", counting again" : null));
}

function verdicts(ledger) {
  fill(elements.verdicts, verdict("lost", term("lost"), ledger.lost, ledger.lostState), verdict("twice", term("twice", "delivered twice"), ledger.twice, ledger.twiceState),
    verdict("out of order", term("order", "out of order"), ledger.outOfOrder, ledger.outOfOrderState));
  elements.note.textContent = sentences(ledger).join(" ");
  setText("accepted-at", asOf(ledger.acceptedAt, ledger.at));
  setText("on-topic-at", asOf(ledger.onTopicAt, ledger.at));
  setText("in-feeds-at", asOf(ledger.inFeedsAt, ledger.at));
  byId("ledger-since").textContent = `payments since ${dayTime(ledger.since)}${ledger.sinceNote ? `: ${ledger.sinceNote}` : ""}`;
}
