// The producer of the lab's own topic.
import { byId, fill, setText } from "./dom.js";
import { call } from "./api.js";
import { count } from "./format.js";
import { commandBox } from "./commands.js";
import { labCommands } from "./lab-commands.js";
import { tried } from "./lab-pieces.js";
import { change, lab } from "./lab-state.js";
import { on } from "./store.js";

const PAYMENTS = { ratePerSecond: 20, users: 30, hotUserShare: 0.25, seconds: 60 };
const MODES = {
  "user-key": "The user is the key: Kafka hashes it and takes the remainder by the number of partitions, so all records of a user are on one partition, in order.",
  "no-key": "Without a key records stick to one partition until a batch is full, then to another (KIP-480): not round robin, and a user's records are on several partitions.",
  "round-robin": "Each record goes to the next partition: evenly spread, in small batches, and without any order per user.",
  partition: "All records go to the partition that you choose, whatever the key: one consumer does all the work.",
};
const PAYMENTS_NOTE = "On payment-done the records are payments, and their key is the user. They come from the relay, not from the lab.";
let shown = ""; // the producer that the form shows

export function start() {
  byId("producer-form").addEventListener("change", apply);
  byId("producer-form").addEventListener("submit", (event) => event.preventDefault());
  byId("producer-form").addEventListener("input", () => setText("producer-rate", field("ratePerSecond").value));
  byId("producer-pay").addEventListener("click", () => tried("producer-problem", () => call("POST", "/api/traffic", PAYMENTS)));
  on("lab", show);
  on("addresses", () => { shown = ""; show(lab.now); });
}

const field = (name) => byId("producer-form").elements.namedItem(name);

function apply() {
  const mode = field("mode").value;
  showMode(mode);
  return tried("producer-problem", () => change("PUT", "/producer", {
    mode,
    ...(mode === "partition" ? { partition: Number(field("partition").value) } : {}),
    ratePerSecond: Number(field("ratePerSecond").value),
    users: Number(field("users").value),
  }));
}

function showMode(mode) {
  document.querySelector("#producer-form [data-partition]").hidden = mode !== "partition";
  setText("producer-note", MODES[mode]);
}

function show(state) {
  if (!state) {
    shown = "";
    return;
  }
  const own = state.plan.topic === "own";
  byId("producer-form").hidden = !own;
  byId("producer-payments").hidden = own;
  setText("producer-sent", own ? `${count(state.producer.sent)} sent` : "");
  if (!own) {
    setText("producer-note", PAYMENTS_NOTE);
    fill(byId("producer-command"), commandBox("The same from a shell", labCommands.pay(PAYMENTS)));
    return;
  }
  const { mode, partition, ratePerSecond, users } = state.producer;
  // What the user changes is not overwritten by the state before it.
  const key = JSON.stringify([state.id, mode, partition, ratePerSecond, users]);
  if (key === shown) return;
  shown = key;
  field("mode").value = mode;
  field("partition").max = String(state.partitions.length - 1);
  if (partition !== null && partition !== undefined) field("partition").value = String(partition);
  field("ratePerSecond").value = String(ratePerSecond);
  field("users").value = String(users);
  setText("producer-rate", String(ratePerSecond));
  showMode(mode);
  fill(byId("producer-command"), commandBox("The same from a shell", labCommands.produce(state)));
}
