// What the lab counted: repeated, lost, spread and out of order, each with the reason.
import { byId, fill, h, setText } from "./dom.js";
import { count, many } from "./format.js";
import { say } from "./announce.js";
import { present } from "./lab-pieces.js";
import { on } from "./store.js";

/** Events of the engine. A list of events holds the newest only, so what one says is remembered. */
const MOVED = /^the committed offsets are moved/;
const CUT = /was killed after its commit: [1-9]|failed and has ended/;

let said = new Map(); // the counts that were announced
let past = {}; // what happened in the lab: {id, moved: offsets were set, cut: a consumer ended in its work, removed: by retention, before the commit}

export function start() {
  on("lab", show);
}

function show(state) {
  if (!state) {
    said = new Map();
    return;
  }
  remember(state);
  const { sent, handled, capped } = state.counts;
  setText("counts-total", `${count(sent)} sent, ${least(capped)}${count(handled)} handled`);
  const items = figures(state);
  fill(byId("counts"), items.map(({ key, name, n, why }) => h("li", { class: `verdict ${n ? "bad" : "good"}`, data: { key, counted: key } },
    h("b", {}, count(n)), capped ? `${name} (at least)` : name, h("small", {}, why))));
  for (const { key, name, n, why } of items) {
    if (n && !said.has(key)) say(`${least(capped)}${count(n)} ${name}. ${why}`);
    if (n) said.set(key, n);
  }
}

/** A lab counts a limited number of records and users. */
const least = (capped) => (capped ? "at least " : "");

function remember({ id, plan, events, partitions }) {
  if (past.id !== id) past = { id, moved: false, cut: false, removed: false };
  past.moved ||= events.some(({ text }) => MOVED.test(text));
  past.cut ||= events.some(({ text }) => CUT.test(text));
  // The lag counts what still exists: a smaller one than up to the commit means that the log begins after it.
  past.removed ||= partitions.some(({ end, committed, lag }) => {
    const from = committed ?? (plan.topic === "own" ? 0 : null);
    return from !== null && lag !== null && from + lag < end;
  });
}

function figures(state) {
  const { handledTwice, neverHandled, outOfOrderUsers } = state.counts;
  return [
    { key: "twice", name: "handled twice", n: handledTwice, why: twice(state, handledTwice) },
    { key: "lost", name: "lost: never handled", n: neverHandled, why: `${lost(state, neverHandled)}${outside(state)}` },
    { key: "spread", name: "users on several partitions", n: state.usersOnSeveralPartitions, why: spread(state, state.usersOnSeveralPartitions) },
    { key: "order", name: "users out of order", n: outOfOrderUsers, why: order(state, outOfOrderUsers) },
  ];
}

function twice({ plan: { commit } }, n) {
  if (n) {
    return sentences([
      past.moved && "The committed offsets were moved: what was handled and is after the new ones comes again.",
      commit !== "before-work" && "A next reader starts at the last commit, and what was handled after it comes again.",
    ], "A partition was read again from before its consumer's last record; what caused it is not known here.");
  }
  return {
    automatic: "A commit every 5 s: kill a consumer, and what it handled since then comes again.",
    "after-work": "Kill a consumer before its commit, and what it handled comes again.",
    "before-work": "The commit comes first, so a killed consumer leaves nothing to repeat.",
  }[commit];
}

/** Each sentence is true by the plan or an event; which records it explains is not known. */
function lost({ plan: { commit, start: startAt } }, n) {
  if (n) {
    return sentences([
      startAt === "end" && "What came before its consumers joined is skipped, because this group starts at the end.",
      commit === "before-work" && past.cut && "A consumer ended after it had committed records, and before it handled them.",
      past.moved && "The committed offsets were moved: what a move forward skips is not read.",
      past.removed && "Retention removed records before the group had committed them.",
    ], "They are below the committed offset, and no consumer of the lab has handled them; what caused it is not known here.");
  }
  return {
    automatic: "A consumer commits only what an earlier poll returned, and that is handled.",
    "after-work": "A record's offset is committed only after the record was handled.",
    "before-work": "Kill a consumer: what it has committed and not handled yet is lost.",
  }[commit];
}

const sentences = (known, otherwise) => known.filter(Boolean).join(" ") || otherwise;

/** The lab does not see what a consumer from outside handles, so what that commits is not lost. */
function outside({ counts: { foreign } }) {
  return foreign ? ` Not among them: ${many(foreign, "record")} that a consumer from outside the lab has committed.` : "";
}

function spread({ plan, producer, partitions }, n) {
  const mode = plan.topic === "own" ? producer.mode : "user-key";
  if (n) {
    return {
      "no-key": "Without a key a batch goes to any partition, whoever the records are about.",
      "round-robin": "Each record goes to the next partition, whoever it is about.",
    }[mode] ?? "A user's records were sent to another partition meanwhile.";
  }
  if (partitions.length === 1) return "There is only one partition.";
  return {
    "user-key": "The key's hash chooses the partition, the same for each record of a user.",
    partition: "All records are on the partition that was chosen.",
  }[mode] ?? "Not yet: a user's next records may be on another partition.";
}

function order(state, n) {
  if (n) {
    return state.usersOnSeveralPartitions
      ? `A user's records are on several partitions, between which there is no order${present(state).length > 1 ? `: ${many(present(state).length, "consumer")} handle them, each at its own speed` : ""}.`
      : "Older records were handled for the first time after newer ones.";
  }
  return state.usersOnSeveralPartitions
    ? "By luck: no order holds between partitions. Slow one consumer down."
    : "A partition is read in order, by one consumer at a time.";
}
