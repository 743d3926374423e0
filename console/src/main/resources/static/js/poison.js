// Sends a record that is no event, and tells what becomes of it.
import { byId, fill, h } from "./dom.js";
import { call } from "./api.js";
import { count, visible } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { state, on, OWN_GROUP } from "./store.js";

let sent = null; // {userId, partition, offset} of the last record
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
    sent = { userId, ...(await call("POST", "/api/poison", { userId })) };
    show();
  } catch (e) {
    sent = null;
    fill(byId("poison-outcome"), h("p", { class: "problem", role: "alert" }, e.message));
  }
  busy = false;
}

function show() {
  const { userId, partition, offset } = sent;
  const committed = state.groupId === OWN_GROUP ? state.now?.group?.partitions[partition]?.committed : null;
  const letter = state.dead?.items.some((item) => item.partition === partition && item.offset === offset);
  fill(byId("poison-outcome"), h("p", { class: "note", data: { poison: letter ? "put-aside" : "sent", place: `${partition}-${offset}` } },
    `It is at partition ${partition}, offset ${count(offset)}, where the payments of ${visible(userId)} are. `,
    committed > offset ? `The partition has gone on: its committed offset is ${count(committed)}. ` : "The partition will go on: only this record is put aside. ",
    letter ? "The record is in the panel “Dead letters” now." : "The record will be in the panel “Dead letters” within a few seconds."));
}
