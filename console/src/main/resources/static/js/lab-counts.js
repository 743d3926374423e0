// What the lab counted: repeated, lost, spread and out of order, each with the reason.
import { byId, fill, h, setText } from "./dom.js";
import { count, many } from "./format.js";
import { say } from "./announce.js";
import { present } from "./lab-pieces.js";
import { on } from "./store.js";

let said = new Map(); // the counts that were announced

export function start() {
  on("lab", show);
}

function show(state) {
  if (!state) {
    said = new Map();
    return;
  }
  const { sent, handled } = state.counts;
  setText("counts-total", `${count(sent)} sent, ${count(handled)} handled`);
  const items = figures(state);
  fill(byId("counts"), items.map(({ key, name, n, why }) => h("li", { class: `verdict ${n ? "bad" : "good"}`, data: { key, counted: key } },
    h("b", {}, count(n)), name, h("small", {}, why))));
  for (const { key, name, n, why } of items) {
    if (n && !said.has(key)) say(`${count(n)} ${name}. ${why}`);
    if (n) said.set(key, n);
  }
}

function figures(state) {
  const { handledTwice, neverHandled, outOfOrderUsers } = state.counts;
  return [
    { key: "twice", name: "handled twice", n: handledTwice, why: twice(state, handledTwice) },
    { key: "lost", name: "lost: never handled", n: neverHandled, why: lost(state, neverHandled) },
    { key: "spread", name: "users on several partitions", n: state.usersOnSeveralPartitions, why: spread(state, state.usersOnSeveralPartitions) },
    { key: "order", name: "users out of order", n: outOfOrderUsers, why: order(state, outOfOrderUsers) },
  ];
}

function twice({ plan: { commit } }, n) {
  if (n) {
    return commit === "before-work"
      ? "The offsets were set back, or a consumer lost its partitions while it still worked."
      : "The next reader starts at the last commit, and what was handled after it comes again.";
  }
  return {
    automatic: "A commit every 5 s: kill a consumer, and what it handled since then comes again.",
    "after-work": "Kill a consumer before its commit, and what it handled comes again.",
    "before-work": "The commit comes first, so a killed consumer leaves nothing to repeat.",
  }[commit];
}

function lost({ plan: { commit } }, n) {
  if (n) {
    return commit === "before-work"
      ? "Their offsets were committed before the work, and the consumer died in between."
      : "The committed offset went past them, by a reset or a commit of records that were not handled.";
  }
  return {
    automatic: "A consumer commits only what an earlier poll returned, and that is handled.",
    "after-work": "A record's offset is committed only after the record was handled.",
    "before-work": "Kill a consumer: what it has committed and not handled yet is lost.",
  }[commit];
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
      ? `A user's records are on several partitions, and ${many(present(state).length, "consumer")} handle them at different speeds.`
      : "Older records were handled for the first time after newer ones.";
  }
  return state.usersOnSeveralPartitions
    ? "By luck: no order holds between partitions. Slow one consumer down."
    : "A partition is read in order, by one consumer at a time.";
}
