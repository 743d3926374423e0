// Predict, do, check: asks, does a prepared experiment, and shows what happened beside the answer.
import { byId, fill, h, setText } from "./dom.js";
import { time } from "./format.js";
import { Bench } from "./lab-bench.js";
import { EXPERIMENTS } from "./lab-experiments.js";
import { lab, end, endAtLast } from "./lab-state.js";
import { inTheWay } from "./lab-subject.js";
import { on } from "./store.js";

let chosen = EXPERIMENTS[0];
let open = true; // whether its question is shown
let running = null; // the bench
let hasOwn = false; // whether the user has a lab
const answers = new Map(); // experiment → the chosen answer
const outcomes = new Map(); // experiment → {predicted, answer, facts, problem, steps}

export function start() {
  on("lab", follow);
  on("other", show);
  // A page that goes away cannot end it otherwise.
  window.addEventListener("pagehide", () => { if (running?.own) endAtLast(running.own); });
  show();
}

/** A lab of the user's own takes the room; a number opens its question all the same. */
function follow(state) {
  const isOwn = Boolean(state) && !running;
  if (isOwn !== hasOwn) open = !isOwn;
  hasOwn = isOwn;
  show();
}

function choose(experiment) {
  chosen = experiment;
  open = true;
  show();
}

async function run() {
  const experiment = chosen;
  const outcome = { predicted: answers.get(experiment.id), steps: [] };
  const bench = new Bench((text) => {
    outcome.steps.push({ at: new Date().toISOString(), text });
    show();
  });
  running = bench;
  lab.experiment = true;
  outcomes.set(experiment.id, outcome);
  show();
  try {
    if (lab.now) await end(lab.now.id);
    Object.assign(outcome, await experiment.run(bench));
  } catch (e) {
    if (bench.isStopped()) outcomes.delete(experiment.id);
    else outcome.problem = e.message;
  }
  show();
  try {
    await bench.end();
  } catch (e) {
    outcome.problem ??= `The experiment's lab: ${e.message}`;
  }
  running = null;
  lab.experiment = false;
  show();
}

const isDone = (outcome) => Boolean(outcome?.facts);

function show() {
  const outcome = outcomes.get(chosen.id);
  const answer = answers.get(chosen.id);
  fill(byId("experiment-choice"), EXPERIMENTS.map((experiment, i) => h("button", {
    type: "button", "aria-pressed": String(open && experiment === chosen), "aria-label": `${i + 1}: ${experiment.title}${mark(experiment, ", ")}`, title: experiment.title,
    disabled: Boolean(running) && experiment !== chosen, data: { key: experiment.id, experiment: experiment.id }, on: { click: () => choose(experiment) },
  }, `${i + 1}${isDone(outcomes.get(experiment.id)) ? (isRight(experiment) ? " ✓" : " ✗") : ""}`)));
  const done = EXPERIMENTS.filter((experiment) => isDone(outcomes.get(experiment.id)));
  setText("experiments-score", done.length ? `${done.filter(isRight).length} of ${done.length} predicted` : "");
  byId("experiment-steps").hidden = !open;
  byId("experiment-outcome").hidden = !open;
  if (!open) {
    fill(byId("experiment"), h("p", { class: "note", data: { key: "closed" } }, "Prepared experiments, each in a lab of its own: choose one."));
    return;
  }
  fill(byId("experiment"), question(outcome), actions(answer));
  fill(byId("experiment-steps"), (outcome?.steps ?? []).map(({ at, text }) => h("li", { data: { key: at + text } }, h("time", { datetime: at }, time(at)), h("span", {}, text))));
  fill(byId("experiment-outcome"), result(outcome));
}

function isRight(experiment) {
  const outcome = outcomes.get(experiment.id);
  return outcome.answer === outcome.predicted;
}

function mark(experiment, before) {
  if (!isDone(outcomes.get(experiment.id))) return "";
  return before + (isRight(experiment) ? "as predicted" : "not as predicted");
}

function question(outcome) {
  return h("fieldset", { class: "lab-question", disabled: Boolean(running) || isDone(outcome), data: { key: `question-${chosen.id}${outcome ? "" : "-open"}` } },
    h("legend", {}, chosen.question),
    chosen.answers.map(([id, text]) => {
      const real = isDone(outcome) && outcome.answer === id;
      const wrong = isDone(outcome) && !real && outcome.predicted === id;
      return h("label", { class: `lab-answer${real ? " real" : ""}${wrong ? " wrong" : ""}` },
        h("input", { type: "radio", name: "answer", value: id, checked: answers.get(chosen.id) === id, on: { change: () => { answers.set(chosen.id, id); show(); } } }),
        h("span", {}, text),
        real || wrong ? h("span", { class: "lab-mark" }, real ? (outcome.predicted === id ? "✓ your answer" : "what happened") : "✗ your answer") : null);
    }));
}

function actions(answer) {
  const outcome = outcomes.get(chosen.id);
  if (running && (running.isStopped() || isDone(outcome) || outcome.problem)) {
    return h("div", { class: "lab-do", data: { key: "ending" } },
      h("span", { class: "quiet" }, "The experiment's lab ends now. After a kill this takes until the session of the dead consumer has timed out."));
  }
  if (running) {
    return h("div", { class: "lab-do", data: { key: "running" } },
      h("button", { type: "button", data: { key: "stop", act: "stop-experiment", write: "" }, on: { click: () => { running.stop(); show(); } } }, "Stop"),
      h("span", { class: "quiet" }, "It runs: watch the consumers and partitions. It may take a minute or two, and ends its lab."));
  }
  if (isDone(outcome)) {
    return h("div", { class: "lab-do", data: { key: "done" } },
      h("button", { type: "button", data: { key: "again", act: "again" }, on: { click: again } }, "Once more"),
      EXPERIMENTS.at(-1) === chosen ? null : h("button", { class: "primary", type: "button", data: { key: "next", act: "next" }, on: { click: () => choose(EXPERIMENTS[EXPERIMENTS.indexOf(chosen) + 1]) } }, "Next"));
  }
  return h("div", { class: "lab-do", data: { key: "ask" } },
    h("button", { class: "primary", type: "button", disabled: !answer || lab.now === undefined || Boolean(inTheWay()), data: { key: "do", act: "do", write: "" }, on: { click: run } }, lab.now ? "End the lab and do it" : "Do it"),
    h("span", { class: "quiet" }, inTheWay() ? `${inTheWay()} to do an experiment.` : answer ? chosen.does : "Choose what you expect first."));
}

function again() {
  outcomes.delete(chosen.id);
  answers.delete(chosen.id);
  show();
}

function result(outcome) {
  if (!isDone(outcome)) return outcome?.problem ? h("p", { class: "problem" }, `The experiment ended without a result. ${outcome.problem}`) : null;
  const right = outcome.answer === outcome.predicted;
  const real = chosen.answers.find(([id]) => id === outcome.answer)?.[1];
  const mine = chosen.answers.find(([id]) => id === outcome.predicted)[1];
  return h("div", { class: `lab-outcome ${right ? "good" : "bad"}`, data: { outcome: outcome.answer ?? "none", right: String(right) } },
    h("h3", {}, right ? "As you predicted." : real ? "It came otherwise." : "None of the answers."),
    h("p", {}, `You said: ${mine} What happened: ${real ?? "something else."}`),
    outcome.facts.map((fact) => h("p", {}, fact)),
    h("p", { class: "quiet" }, chosen.why),
    outcome.problem ? h("p", { class: "problem" }, outcome.problem) : null);
}
