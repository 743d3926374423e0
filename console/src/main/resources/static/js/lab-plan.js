// The plan of a lab: the form that starts one, and what the running one has.
import { byId, fill, h, setText } from "./dom.js";
import { time } from "./format.js";
import { commandBox } from "./commands.js";
import { labCommands } from "./lab-commands.js";
import { tried } from "./lab-pieces.js";
import { change, end, lab } from "./lab-state.js";
import { inTheWay } from "./lab-subject.js";
import { on } from "./store.js";

/** What a new lab begins with, so that something is to be seen at once. */
const CONSUMERS = 2;
const PRODUCER = { mode: "user-key", ratePerSecond: 20, users: 10 };
let busy = false;

export function start() {
  const form = byId("plan-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin();
  });
  form.addEventListener("input", showForm);
  byId("lab-end").addEventListener("click", finish);
  on("lab", show);
  on("other", showForm);
  on("addresses", show);
  showForm();
}

const field = (name) => byId("plan-form").elements.namedItem(name);

function plan() {
  const own = field("topic").value === "own";
  const consumerProtocol = field("protocol").value === "consumer";
  return {
    topic: field("topic").value,
    ...(own ? { partitions: Number(field("partitions").value), retentionMs: Number(field("retentionMs").value) } : {}),
    protocol: field("protocol").value,
    ...(consumerProtocol ? { assignor: field("assignor").value } : {}),
    static: field("static").checked,
    commit: field("commit").value,
    start: field("start").value,
    maxPollIntervalMs: Number(field("maxPollInterval").value) * 1_000,
  };
}

async function begin() {
  if (busy) return;
  busy = true;
  showForm();
  await tried("plan-problem", async () => {
    const wanted = plan();
    await change("POST", "", wanted);
    if (wanted.topic === "own") await change("PUT", "/producer", PRODUCER);
    for (let i = 0; i < CONSUMERS; i++) await change("POST", "/members", {});
  });
  busy = false;
  showForm();
}

/** Takes a while after a kill: the dead consumer's session has to time out first. */
async function finish() {
  byId("lab-end").disabled = true;
  setText("lab-end", "Ending…");
  await tried("plan-problem", () => end(lab.now.id));
  byId("lab-end").disabled = false;
  setText("lab-end", "End the lab");
}

function showForm() {
  const own = field("topic").value === "own";
  for (const label of document.querySelectorAll("[data-own]")) label.hidden = !own;
  document.querySelector("[data-assignor]").hidden = field("protocol").value !== "consumer";
  byId("plan-form").querySelector("[type=submit]").disabled = busy || Boolean(inTheWay());
  setText("plan-note", inTheWay() ? `${inTheWay()} to start a lab.` : own
    ? `Start makes the topic, a producer that sends ${PRODUCER.ratePerSecond} records per second with the user as key, and ${CONSUMERS} consumers.`
    : `Start makes a group of its own with ${CONSUMERS} consumers, which reads the payments beside the notification service and disturbs nothing.`);
  if (!lab.now) fill(byId("plan-command"), commandBox("The same from a shell", labCommands.start({ assignor: "uniform", ...plan() })));
}

function show() {
  const state = lab.now;
  const focused = document.activeElement;
  byId("plan-form").hidden = Boolean(state);
  byId("plan-note").hidden = Boolean(state);
  byId("plan-facts").hidden = !state;
  byId("lab-end").hidden = !state;
  // The focused control is gone: the keyboard goes on from here.
  if (focused && focused !== document.body && !focused.checkVisibility()) byId("plan-title").focus({ preventScroll: true });
  setText("plan-until", state ? `ends by itself at ${time(state.endsAt)}` : "");
  if (!state) {
    showForm();
    return;
  }
  fill(byId("plan-facts"), facts(state).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  fill(byId("plan-command"), commandBox("The same with Kafka's tools", labCommands.running(state)));
}

const PROTOCOLS = { consumer: "consumer (KIP-848)", "classic-eager": "classic, eager", "classic-cooperative": "classic, cooperative" };
const COMMITS = { automatic: "automatic, every 5 s", "after-work": "after the work", "before-work": "before the work" };

function facts({ topic, group, plan: of, partitions }) {
  return [
    ["topic", topic],
    ["group", group],
    ["partitions", String(partitions.length)],
    ["protocol", PROTOCOLS[of.protocol]],
    ...(of.protocol === "consumer" ? [["assignor", of.assignor]] : []),
    ["membership", of.static ? "static" : "dynamic"],
    ["commit", COMMITS[of.commit]],
    ["without a commit", `starts at the ${of.start}`],
    ["max.poll.interval", `${of.maxPollIntervalMs / 1_000} s`],
  ];
}
