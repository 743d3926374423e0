// Three counts of the same payments: accepted, on the topic, in feeds.
import { byId, fill, h } from "./dom.js";
import { count, dayTime, time } from "./format.js";
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
    h("div", {}, elements.accepted, h("small", {}, term("accepted"))), h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    h("div", {}, elements.onTopic, h("small", {}, "on the ", term("topic"))), h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    h("div", {}, elements.inFeeds, h("small", {}, "in ", term("feed", "feeds")))), elements.verdicts, elements.note);
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
  byId("ledger-since").textContent = `payments since ${dayTime(ledger.since)}${ledger.sinceNote ? `: ${ledger.sinceNote}` : ""}`;
}

function sentences(ledger) {
  const said = ledger.note ? [ledger.note] : [];
  for (const part of ledger.lostIn) said.push(`${count(part.lost)} lost of those accepted from ${time(part.from)} to ${time(part.to)}.`);
  if (ledger.accepted !== null && ledger.inFeeds !== null) {
    const missing = ledger.accepted - ledger.inFeeds - ledger.rejected;
    const way = missing - (ledger.lost ?? 0);
    if (ledger.rejected > 0) said.push(`${count(ledger.rejected)} are dead letters.`);
    // While it is unknown whether payments are lost, none can be said to be on its way.
    if (ledger.lost === null && missing > 0) said.push(`${count(missing)} not in a feed yet, or lost.`);
    else if (way > 0) said.push(`${count(way)} on the way.`);
    const clean = [ledger.lost, ledger.twice, ledger.outOfOrder].every((value) => value === 0)
      && [ledger.lostState, ledger.twiceState, ledger.outOfOrderState].every((state) => state === "confirmed");
    if (clean && !said.length) said.push("Every accepted payment is in its user's feed, once.");
  }
  return said;
}
