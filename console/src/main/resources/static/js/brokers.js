// The brokers: which of them leads a partition, which have a copy, and what happens when one is away.
import { byId, fill, h, setText } from "./dom.js";
import { call } from "./api.js";
import { say } from "./announce.js";
import { count, many } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { state, on } from "./store.js";
import { term } from "./words.js";

const ENDED = ["stopped", "killed", "crashed"];
let problem = "";
let said = null; // null: nothing is known yet

export function start() {
  on("brokers", show);
  on("addresses", showCommand);
  on("replicas", showCommand);
  showCommand();
}

const showCommand = () => fill(byId("brokers-command"), commandBox("The same from a shell", commands.brokers()));

function show() {
  const known = state.brokers;
  if (!known) return;
  const { brokers } = known;
  setText("brokers-count", brokers.length ? many(brokers.length, "broker") : "");
  const text = sentence(known);
  fill(byId("brokers"),
    h("p", { class: isBad(known) ? "bad-text" : "quiet" }, known.note ?? text),
    known.partitions.length ? table(known) : null,
    problem ? h("p", { class: "problem", role: "alert" }, problem) : null);
  if (said !== null && said !== text && brokers.length > 1) say(text);
  said = text;
}

const holders = (partition, up) => partition.inSync.filter((id) => up.has(id));

/** Ids of the brokers that serve, as far as is known. */
const serving = ({ brokers }) => new Set(brokers.filter((broker) => broker.state === "up").map((broker) => broker.id));

const isBad = (known) => Boolean(known.note) || known.partitions.some((partition) => partition.leader === null || partition.inSync.length < (known.minInSync ?? 1));

/** How many copies there are, and how many brokers may be away. */
function sentence(known) {
  const { brokers, partitions, minInSync } = known;
  if (!partitions.length) return "Which broker holds what is not known.";
  const leaderless = partitions.filter((partition) => partition.leader === null);
  if (leaderless.length) return `${names(leaderless)} ${leaderless.length === 1 ? "has" : "have"} no leader: payments are accepted and wait in the database.`;
  const copies = Math.min(...partitions.map((partition) => partition.inSync.length));
  const wanted = Math.max(...partitions.map((partition) => partition.replicas.length));
  const required = minInSync ?? 1;
  if (copies < required) {
    return `Of some partitions ${copies === 1 ? "1 copy is" : `${count(copies)} copies are`} in sync, and ${count(required)} are required: Kafka takes no record, payments are accepted and wait in the database.`;
  }
  if (wanted === 1) return `Each record exists once. While ${brokers.length === 1 ? "the broker" : "its broker"} is away, payments are accepted and wait in the database.`;
  if (copies < wanted) return `A broker is away or behind: of some partitions ${count(copies)} of ${count(wanted)} copies are in sync. Nothing is lost and nothing waits; once it is back it catches up.`;
  if (minInSync === null) return `Each record is on ${many(copies, "broker")}. How many may be away is not known: that needs the right to describe the topic's configuration.`;
  return `Each record is on ${many(copies, "broker")}. ${copies > required ? `${count(copies - required)} of them may be away and nothing waits.` : "While one of them is away, payments wait in the database."}`;
}

const names = (partitions) => partitions.map((partition) => `P${partition.partition}`).join(", ");

function table(known) {
  const up = serving(known);
  return h("div", { class: "brokers-scroll" }, h("table", { class: "brokers" },
    h("thead", {}, h("tr", {},
      h("td", {}),
      known.brokers.map((broker) => h("th", { scope: "col", data: { key: `broker-${broker.id}` } }, head(broker, known))))),
    h("tbody", {}, known.partitions.map((partition, row) => h("tr", { data: { key: `p-${partition.partition}` } },
      h("th", { scope: "row" }, `P${partition.partition}`),
      known.brokers.map((broker, column) => cell(partition, broker, known, up, row === 0 && column === 0)))))));
}

function head(broker, known) {
  const single = known.brokers.length === 1;
  return [
    h("span", { class: "broker-name", title: broker.endpoint ?? "" }, `broker ${broker.id}`),
    broker.state === "up" ? null : h("span", { class: `pill ${broker.state === "starting" || broker.state === "unknown" ? "" : "bad"}` }, broker.state),
    !known.controlled ? null : h("span", { class: "broker-actions" },
      ENDED.includes(broker.state)
        ? h("button", { class: "small", type: "button", data: { key: `start-${broker.id}`, write: "" }, "aria-label": `start broker ${broker.id}`, on: { click: () => tried("PUT", `/api/brokers/${broker.id}`) } }, "start")
        : ["stop", "kill"].map((mode) => h("button", { class: mode === "kill" ? "small danger" : "small", type: "button", data: { key: `${mode}-${broker.id}`, write: "" }, disabled: broker.state !== "up" && !(single && broker.state === "unknown"), "aria-label": `${mode} broker ${broker.id}`, on: { click: () => tried("DELETE", `/api/brokers/${broker.id}?mode=${mode}`) } }, mode))),
  ];
}

/** @param explained whether it explains its word, as the first one does */
function cell(partition, broker, known, up, explained) {
  const what = !partition.replicas.includes(broker.id) ? "none"
    : known.note ? "unknown"
      : partition.leader === broker.id ? "leader"
        : holders(partition, up).includes(broker.id) ? "in sync" : "behind";
  const word = { leader: "leader", "in sync": "in sync", behind: "not in sync", none: "–", unknown: "?" }[what];
  return h("td", { class: `replica-${what.replace(" ", "-")}` }, explained && what === "leader" ? term("leader", word) : word);
}

async function tried(method, path) {
  problem = "";
  try {
    state.brokers = await call(method, path);
  } catch (e) {
    problem = e.message;
  }
  show();
}
