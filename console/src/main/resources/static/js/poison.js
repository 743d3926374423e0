// Sends a record that is no event, and tells what becomes of it.
import { byId, fill, h } from "./dom.js";
import { call } from "./api.js";
import { count, time, visible } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { state, on, now, silence, stallOf, OWN_GROUP } from "./store.js";

let sent = null; // the last record: {userId, partition, offset, at, seen: whether it was among the dead letters}
let busy = false;

export function start() {
  byId("poison-send").addEventListener("click", send);
  byId("payment-form").addEventListener("input", showCommand);
  on("addresses", showCommand);
  // A console that runs no replicas writes to no topic.
  on("replicas", () => {
    byId("poison").hidden = !state.replicas;
    showCommand();
  });
  on("group", () => { if (sent) show(); });
  on("dead", () => { if (sent) show(); });
}

const user = () => byId("payment-form").elements.namedItem("userId").value;

const showCommand = () => fill(byId("poison-command"), commandBox("The same from a shell", commands.poison(user())));

async function send() {
  if (busy) return;
  busy = true;
  try {
    const userId = user();
    sent = { userId, ...(await call("POST", "/api/poison", { userId })), at: now(), seen: false };
    show();
  } catch (e) {
    sent = null;
    fill(byId("poison-outcome"), h("p", { class: "problem", role: "alert" }, e.message));
  }
  busy = false;
}

function show() {
  const { userId, partition, offset } = sent;
  const committed = partitionOf(partition)?.committed;
  const letter = state.dead?.items.some((item) => item.partition === partition && item.offset === offset);
  // The panel has the newest letters only.
  sent.seen ||= Boolean(letter);
  fill(byId("poison-outcome"), h("p", { class: "note", data: { poison: sent.seen ? "put-aside" : "sent", place: `${partition}-${offset}` } },
    `It is at partition ${partition}, offset ${count(offset)}, where the payments of ${visible(userId)} are. `,
    committed > offset ? `The partition has gone on: its committed offset is ${count(committed)}. ` : "The partition will go on: only this record is put aside. ",
    letter ? "The record is in the panel “Dead letters” now." : sent.seen ? "The record was put aside as a dead letter." : waits()));
}

const partitionOf = (partition) => (state.groupId === OWN_GROUP ? state.now?.group?.partitions[partition] : null);

/** Since when the record waits, and for what, as far as is known. */
function waits() {
  const { partition: number, offset, at } = sent;
  const partition = partitionOf(number);
  if (state.dead?.note) return `It was sent at ${time(at)}. ${state.dead.note}`;
  if (!partition) return `It was sent at ${time(at)}; what its consumer does is not known here.`;
  if (partition.committed > offset) return `It was sent at ${time(at)}, its consumer has put it aside, and the panel “Dead letters” follows.`;
  const reader = partition.ownerClientId ?? "its consumer";
  const because = !partition.owner ? "no consumer reads the partition"
    : silence(partition.owner) ? `${reader} does not answer`
    : stallOf(number) ? `${reader} reads nothing`
    : null;
  return because ? `It has waited since ${time(at)}, because ${because}.` : `It has waited since ${time(at)} for ${reader}; then it will be in the panel “Dead letters”.`;
}
