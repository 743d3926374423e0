// A card per rebalance: its triggers, the partitions that moved, both gaps, and the unaffected partitions.
import { byId, fill, h } from "./dom.js";
import { get } from "./api.js";
import { headline, namesIn } from "./card-text.js";
import { colorVar, colorVarOf, isStriped } from "./colors.js";
import { gap, listed, many, millis, time, dayTime } from "./format.js";
import { say } from "./announce.js";
import { state, on, now, OWN_GROUP } from "./store.js";
import { term } from "./words.js";

export { headline };

const CARDS_MAX = 30;
let scheduled = false;

export function start() {
  on("rebalance", (card) => {
    schedule();
    announce(card);
    if (byId("card-dialog").dataset.card === card.id) dialog(card);
  });
  on("ready", schedule);
  on("replicas", schedule);
  window.addEventListener("popstate", openFromUrl);
  byId("card-dialog").addEventListener("close", () => {
    delete byId("card-dialog").dataset.card;
    setUrl(null);
  });
  openFromUrl();
  byId("rebalances-json").href = `/api/rebalances?limit=100&groupId=${encodeURIComponent(state.groupId)}`;
}

function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    show();
  });
}

function show() {
  const cards = [...state.rebalances.values()]
    .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt)).slice(0, CARDS_MAX);
  fill(byId("rebalances"), cards.length ? cards.map((card, i) => h("li", { data: { key: card.id } }, element(card, i === 0)))
    : h("li", { class: "empty" }, none()));
}

function none() {
  if (state.groupId !== OWN_GROUP) return state.now?.watchedSince ? `None since ${dayTime(state.now.watchedSince)}, when the console began to watch this group.` : "None since the console began to watch this group.";
  return state.replicas ? "None yet. Add or remove a consumer, or press Show me." : "None yet: add or remove a consumer, see Consumers.";
}

/** @param explained whether it explains its words, as the newest one does, and the details */
function element(card, explained) {
  const word = (id, text) => (explained ? term(id, text) : text);
  return h("article", { class: `card${card.endedAt ? "" : " open"}`, data: { card: card.id, cause: card.triggers[0]?.cause ?? "none" } },
    h("h3", {}, headline(card)),
    h("div", { class: "card-meta" },
      h("time", { datetime: card.startedAt }, time(card.startedAt)),
      card.epochAfter === null ? null : h("span", {}, word("assignment", "assignment no."), ` ${card.epochBefore} → ${card.epochAfter}`),
      h("span", {}, `${card.membersBefore} → ${many(card.membersAfter, "consumer")}`),
      card.recorded ? h("span", { class: "quiet" }, "from the topic, not seen by this console") : null,
      card.endedAt ? card.fromOutside ? null : h("span", {}, took(card)) : h("span", {}, "in progress…"),
      h("a", { href: url(card.id), data: { key: `open-${card.id}` }, "aria-label": `details: ${headline(card)}`, on: { click: (e) => follow(e, card) } }, "details")),
    phases(card),
    figures(card, word),
    h("ul", { class: "moves" }, card.moves.map((m) => move(m, namesIn(card))), kept(card)));
}

/** How long it took, without the silence that it began with. */
function took(card) {
  const silence = card.phases.find((phase) => phase.phase === "silence");
  const move = millis(Date.parse(card.endedAt) - Date.parse(silence ? silence.to : card.startedAt));
  return silence ? `move itself ${move}, after ${millis(length(silence))} of waiting for the one that did not answer` : `took ${move}`;
}

/** A click with a modifier key opens a tab or window, as for any link. */
function follow(event, card) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(card.id, card);
}

const PHASES = { silence: "waits for the one that does not answer", "give-up": "gives up partitions", "take-over": "takes them over", settle: "settles" };

function phases(card) {
  if (!card.phases.length) return null;
  const text = card.phases.map((p) => `${PHASES[p.phase] ?? p.phase} ${millis(length(p))}`).join(", ");
  const bar = h("div", { class: "phases", role: "img", "aria-label": `Phases: ${text}`, title: text });
  for (const phase of card.phases) {
    const part = h("i", { class: `phase-${phase.phase}` });
    part.style.flexGrow = Math.max(1, Math.sqrt(length(phase)));
    bar.append(part);
  }
  return bar;
}

const length = (phase) => Date.parse(phase.to) - Date.parse(phase.from);

function figures(card, word) {
  if (card.fromOutside) return h("p", { class: "quiet" }, "No group event of its consumers has come, so the length of the gaps is unknown.");
  if (!card.moves.length) return null;
  const data = card.dataGapMillisMax;
  // Nobody had read a partition before: the rebalance before this one took its reader away.
  const without = card.moves.some((m) => m.to === null) ? "still open" : "began before";
  return h("div", { class: "figures" },
    h("div", {}, h("small", {}, word("no-reader", "no reader for")), card.ownershipGapMillisMax === null ? h("b", { class: "none" }, without) : h("b", {}, millis(card.ownershipGapMillisMax))),
    h("div", {}, h("small", {}, word("no-payment", "no payment read for")), h("b", { class: data === null ? "none" : "" }, gap(data))));
}

function move(m, nameIn) {
  const name = (memberId, clientId) => (clientId ? [h("i", { class: `swatch${memberId && isStriped(memberId) ? " striped" : ""}`, vars: { "--c": memberId ? colorVar(memberId) : colorVarOf(clientId) } }), nameIn(memberId, clientId)] : "nobody");
  const figure = m.ownershipGapMillis === null ? null : h("span", { class: "gap" }, millis(m.ownershipGapMillis));
  return h("li", {}, h("span", { class: "p" }, `P${m.partition}`), h("span", {}, name(m.fromMemberId, m.from)), "→", h("span", {}, name(m.toMemberId, m.to)), figure);
}

/** A partition without records cannot show that it was read on. */
function kept(card) {
  const names = (list) => listed(list.map((k) => `P${k.partition}`));
  const read = card.kept.filter((k) => k.records > 0 || k.dataGapMillis !== null);
  const still = card.kept.filter((k) => !read.includes(k));
  const worst = read.reduce((max, k) => (k.dataGapMillis === null ? max : Math.max(max ?? 0, k.dataGapMillis)), null);
  const wait = worst === null ? "" : `, longest wait ${millis(worst)}`;
  return [
    read.length ? h("li", {}, h("span", { class: "kept" }, `${names(read)} ${read.length === 1 ? "was" : "were"} not touched${wait}`)) : null,
    still.length ? h("li", {}, h("span", { class: "quiet" }, `${names(still)} kept ${still.length === 1 ? "its reader" : "their readers"} (no traffic)`)) : null,
  ];
}

const url = (id) => `?${new URLSearchParams({ ...(state.groupId === OWN_GROUP ? {} : { group: state.groupId }), rebalance: id })}`;

function setUrl(id) {
  const params = new URLSearchParams(location.search);
  if (id) params.set("rebalance", id);
  else params.delete("rebalance");
  const query = params.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

async function openFromUrl() {
  const id = new URLSearchParams(location.search).get("rebalance");
  if (id) await open(id);
}

/** Opens the details of a rebalance. */
export async function open(id, known) {
  const box = byId("card-dialog");
  let card = known;
  try {
    card ??= state.rebalances.get(id) ?? await get(`/api/rebalances/${encodeURIComponent(id)}`);
  } catch (e) {
    fill(box, h("h2", { id: "card-dialog-title" }, "Rebalance"), h("p", { class: "problem" }, e.message), closing(null));
    box.showModal();
    return;
  }
  dialog(card);
  box.dataset.card = card.id;
  if (!box.open) box.showModal();
  setUrl(id);
}

/** Shows all details of a rebalance; called again when they change. */
function dialog(card) {
  const begin = Date.parse(card.startedAt);
  const body = element(card, true);
  body.querySelector("h3").remove();
  body.querySelector("a").remove();
  fill(byId("card-dialog"),
    h("div", { class: "dialog-head" }, h("h2", { id: "card-dialog-title" }, headline(card)), h("span", { class: "quiet" }, dayTime(card.startedAt))),
    body,
    h("ol", { class: "steps" }, card.steps.map((step) => h("li", {}, h("time", {}, offset(Date.parse(step.at) - begin)), h("span", {}, step.text)))),
    closing(card));
}

const offset = (ms) => `${ms < 0 ? "−" : "+"}${(Math.abs(ms) / 1000).toFixed(2)} s`;

function closing(card) {
  return h("div", { class: "dialog-actions" },
    h("button", { class: "primary", type: "button", on: { click: () => byId("card-dialog").close() } }, "Close"),
    card ? h("a", { href: `/api/rebalances/${encodeURIComponent(card.id)}`, download: `${card.id}.json` }, "Export as JSON") : null);
}

function announce(card) {
  const text = card.endedAt
    ? `Rebalance over: ${headline(card)}. ${many(card.moves.length, "partition")} moved.` : `Rebalance: ${headline(card)}.`;
  if (now() - Date.parse(card.startedAt) < 60_000) say(text);
}
