// The consumers of the lab, and what can be done to them.
import { byId, fill, h, setText } from "./dom.js";
import { count, time } from "./format.js";
import { commandBox } from "./commands.js";
import { labCommands } from "./lab-commands.js";
import { colorOf, isStriped, present, tried } from "./lab-pieces.js";
import { change, lab } from "./lab-state.js";
import { on } from "./store.js";

const CONSUMERS_MAX = 6;
/** Positions of the dial, in ms per record. */
const SPEEDS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];
const STATES = {
  joining: "joins",
  running: "running",
  frozen: "frozen",
  killed: "killed",
  "put-out": "put out",
  left: "left",
};
const NOTES = {
  killed: "The group does not know it yet: it keeps the partitions until the session times out.",
  frozen: "It works on one record and does not poll.",
  "put-out": "It did not poll for max.poll.interval: the group goes on without it.",
};
const moving = new Map(); // consumer → the position of a dial that the console has not confirmed yet

export function start() {
  byId("consumer-add").addEventListener("click", () => tryIt(() => change("POST", "/members", {})));
  byId("consumers-stop").addEventListener("click", () => tried("offsets-problem", stopAll));
  on("lab", show);
  on("addresses", () => show(lab.now));
}

const tryIt = (action) => tried("consumers-problem", action);
const end = (n, mode) => change("DELETE", `/members/${n}?mode=${mode}`);
const patch = (n, what) => change("PATCH", `/members/${n}`, what);

async function stopAll() {
  for (const { n } of present(lab.now)) await end(n, "stop");
}

function show(state) {
  if (!state) return;
  const here = present(state).length;
  setText("consumers-count", `${here} of at most ${CONSUMERS_MAX}`);
  byId("consumer-add").disabled = here >= CONSUMERS_MAX;
  byId("consumers-stop").disabled = here === 0;
  fill(byId("consumers"), state.members.length ? state.members.map(card) : h("li", { class: "empty", data: { key: "none" } }, "None: records wait on the topic until you add one."));
  for (const member of state.members) turn(member);
  const next = Math.max(0, ...state.members.map((member) => member.n)) + 1;
  fill(byId("consumers-command"), commandBox("The same from a shell", labCommands.consumers(state, next)));
}

function card(member) {
  const { n, state, partitions } = member;
  const living = ["joining", "running", "frozen"].includes(state);
  const idle = living && partitions.length === 0;
  return h("li", {
    class: `member${idle || !living ? " idle" : ""}${state === "killed" ? " silent" : ""}${isStriped(n) ? " striped" : ""}`,
    vars: { "--c": colorOf(n) },
    data: { key: `consumer-${n}`, consumer: n, state },
  },
  h("div", { class: "member-name" }, `Consumer ${n}`, h("span", { class: `pill ${state === "running" ? "good" : living ? "" : "bad"}` }, STATES[state] ?? state)),
  h("div", { class: "member-row" },
    partitions.length ? partitions.map((p) => h("span", { class: `chip${living ? "" : " gone"}` }, `P${p}`)) : h("span", { class: "chip idle" }, living ? "idle" : "none"),
    h("span", { class: "quiet num" }, `${count(member.handled)} handled`)),
  h("div", { class: "member-facts" }, member.lastCommitAt ? `last commit at ${time(member.lastCommitAt)}` : "no commit yet"),
  NOTES[state] ? h("div", { class: "member-facts" }, NOTES[state]) : null,
  living ? controls(member) : null);
}

function controls({ n, state, clientId, msPerRecord }) {
  const frozen = state === "frozen";
  const ms = moving.has(n) ? SPEEDS[moving.get(n)] : msPerRecord;
  const button = (act, text, title, action, look = "small") => h("button", {
    class: look, type: "button", data: { key: act, act, write: "" }, title, "aria-label": `${text} consumer ${n}`, on: { click: () => tryIt(action) },
  }, text);
  const ending = (mode, text, look) => button(mode, text, labCommands.end(n, mode), () => end(n, mode), look);
  return [
    h("label", { class: "lab-dial", data: { key: "dial" } },
      // No output: it would be what the label names.
      h("span", {}, "ms per record: ", h("span", { class: "num" }, count(ms))),
      h("input", {
        type: "range", min: "0", data: { write: "changes" }, max: String(SPEEDS.length - 1), step: "1", "aria-valuetext": `${count(ms)} ms per record`,
        title: labCommands.patch(n, { msPerRecord: ms }), on: { input: (event) => hold(n, event.target), change: (event) => dial(n, event.target) },
      })),
    h("div", { class: "member-row", data: { key: "buttons" }, title: clientId },
      ending("stop", "stop"),
      button("freeze", frozen ? "go on" : "freeze", labCommands.patch(n, { frozen: !frozen }), () => patch(n, { frozen: !frozen })),
      ending("kill", "kill", "small danger"),
      ending("kill-before-commit", "kill before commit", "small danger")),
  ];
}

/** While the dial is turned, it shows what it will be. */
function hold(n, input) {
  moving.set(n, Number(input.value));
  show(lab.now);
}

async function dial(n, input) {
  const wanted = Number(input.value);
  moving.set(n, wanted);
  await tryIt(() => patch(n, { msPerRecord: SPEEDS[wanted] }));
  if (moving.get(n) === wanted) moving.delete(n);
  show(lab.now);
}

/** Sets the dial to the state, unless somebody turns it. */
function turn({ n, msPerRecord }) {
  const input = byId("consumers").querySelector(`[data-consumer="${n}"] input`);
  if (!input || moving.has(n)) return;
  const position = String(SPEEDS.findLastIndex((speed) => speed <= msPerRecord));
  if (input.value !== position) input.value = position;
}
