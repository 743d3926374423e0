// The time machine of the lanes: pause, go back and forward, and what was there: marks and gaps, with their rebalances.
import { byId, fill, h, setText } from "./dom.js";
import { onKey } from "./keys.js";
import { allMarks, remove } from "./marks.js";
import { cardNear, cardOfGap } from "./gap-cards.js";
import { goLive, isPaused, pauseAt, rangeSeconds, shownFrom, shownTo, KEPT } from "./range.js";
import { millis, since, time } from "./format.js";
import { open } from "./rebalances.js";
import { pieces } from "./pieces.js";
import { placeAt } from "./lanes.js";
import { say } from "./announce.js";
import { state, on, now, knownUntil } from "./store.js";

/** In ms. */
const STEP = 1_000;
const BIG_STEP = 10_000;
const TICK = 1_000;
const GAPS_MAX = 12;

export function start() {
  byId("pause").addEventListener("click", turn);
  byId("step-back").addEventListener("click", () => pauseAt(shownTo() - STEP));
  byId("step-on").addEventListener("click", () => pauseAt(shownTo() + STEP));
  byId("scrub").addEventListener("input", (event) => pauseAt(now() + Number(event.target.value) * 1_000));
  onKey(" ", () => (isPresented() ? turn() : false));
  onKey("ArrowLeft", (event) => step(event, -1));
  onKey("ArrowRight", (event) => step(event, 1));
  const canvas = byId("lanes-canvas");
  canvas.addEventListener("click", (event) => show(found(event)));
  canvas.addEventListener("pointermove", (event) => { canvas.style.cursor = found(event) ? "pointer" : ""; });
  on("range", tell);
  on("marks", lists);
  on("lanes", lists);
  setInterval(() => {
    if (document.hidden) return;
    lists();
    if (isPaused()) tell();
  }, TICK);
  tell();
  lists();
}

/** Whether the presenter shows the lanes: elsewhere the space bar scrolls. */
const isPresented = () => Boolean(document.querySelector(".presenting .lanes.presented"));

function turn() {
  if (isPaused()) {
    goLive();
    say("The lanes are live again.");
  } else {
    pauseAt(shownTo());
    say(`The lanes are paused at ${time(shownTo())}.`);
  }
}

function step(event, way) {
  if (!isPaused() && !isPresented()) return false;
  pauseAt(shownTo() + way * (event.shiftKey ? BIG_STEP : STEP));
  return true;
}

/** What is not live says so, also where the lanes are not in view. */
function tell() {
  const paused = isPaused();
  const t = shownTo();
  const lost = paused && t < now() - KEPT;
  document.querySelector(".lanes").classList.toggle("paused", paused);
  setText("pause", paused ? "Back to live" : "Pause");
  const age = `${time(t)}, ${since(t, now())} ago`;
  setText("moment", !paused ? "" : lost ? `paused at ${time(t)}, which is no longer kept` : `paused at ${age}`);
  byId("paused").hidden = !paused;
  fill(byId("paused"), paused ? [h("span", {}, "lanes "), "paused"] : []);
  byId("paused").title = paused ? `The lanes show the time up to ${time(t)}; all else is of now.` : "";
  const scrub = byId("scrub");
  scrub.min = String(-KEPT / 1_000);
  // The thumb is its user's while it is held.
  if (!scrub.matches(":active")) scrub.value = String(paused ? Math.round((t - now()) / 1_000) : 0);
  scrub.setAttribute("aria-valuetext", paused ? age : "now");
}

/** What of the marks and gaps is under the pointer: {mark} or {gap}; null if nothing is. */
function found(event) {
  const place = placeAt(event.offsetX, event.offsetY);
  if (!place) return null;
  const { at, partition, slack } = place;
  const mark = allMarks().find((one) => Math.abs(one.at - at) <= slack);
  if (mark) return { mark };
  const gap = gaps().find((one) => one.partition === partition && at >= one.from - slack && at <= one.to + slack);
  return gap ? { gap } : null;
}

/** Newest first. */
const gaps = () => state.lanes.flatMap((lane) => pieces(lane, knownUntil() ?? now()).filter((piece) => piece.kind === "gap" && piece.to > now() - KEPT)
  .map((piece) => ({ ...piece, partition: lane.partition }))).sort((a, b) => b.from - a.from);

/** Brings it into view, and opens its rebalance. */
function show(what) {
  if (!what) return;
  const cards = [...state.rebalances.values()];
  const at = what.mark?.at ?? what.gap.from;
  if (at < shownFrom() || at > shownTo()) pauseAt(at + (rangeSeconds() * 1_000) / 2);
  const card = what.mark ? cardNear(cards, at) : cardOfGap(cards, what.gap);
  if (card) open(card.id, card);
  else say(`The lanes show ${time(at)}. No rebalance of that time is kept.`);
}

function lists() {
  const all = gaps();
  const marks = allMarks().toReversed();
  setText("moments-count", `(${marks.length + all.length})`);
  fill(byId("marks"), marks.map((mark) => h("li", { data: { key: mark.id, mark: mark.label } },
    h("button", { class: "small", type: "button", on: { click: () => show({ mark }) } }, `${time(mark.at)} `, h("b", {}, mark.label)),
    h("button", { class: "small", type: "button", "aria-label": `Remove the mark ${mark.label}`, on: { click: () => remove(mark) } }, "×"))));
  fill(byId("gaps"), all.slice(0, GAPS_MAX).map((gap) => h("li", { data: { key: `${gap.partition}-${gap.from}`, gap: gap.partition } },
    h("button", { class: "small", type: "button", on: { click: () => show({ gap }) } }, `${time(gap.from)} P${gap.partition}: no reader for ${millis(gap.to - gap.from)}`))));
}
