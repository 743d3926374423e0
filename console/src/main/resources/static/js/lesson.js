// The lesson: predict, do, check. The page asks, does it on the running group, and shows what came of it
// beside the answer.
import { byId, fill, h } from "./dom.js";
import { add, open, run, sendPayments } from "./guide.js";
import { commandBox } from "./commands.js";
import { many } from "./format.js";
import { STEPS } from "./lesson-steps.js";

/** How far the learner is: {step: id, number, total, right: {id of a step: whether it was predicted}}. */
const KEPT = "lesson";
let learned = null;

const lesson = { button: "lesson-start", title: "Lesson", begin, interrupted, steps, label, conclusion, clear, finished: forget };

export function start() {
  learned = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  add(lesson);
}

function keep(what) {
  learned = { ...learned, ...what };
  sessionStorage.setItem(KEPT, JSON.stringify(learned));
}

function forget() {
  learned = null;
  sessionStorage.removeItem(KEPT);
}

function begin() {
  if (learned?.step) offer(place());
  else afresh();
}

function afresh() {
  forget();
  run(lesson);
}

function interrupted(back) {
  offer(`This page was left in the middle of the lesson. ${place()}`.trim(), back);
}

function place() {
  return learned?.step ? `The lesson can go on at question ${learned.number} of ${learned.total}. ${score()}`.trim() : "";
}

/** To go on where the learner was, or to begin again. */
function offer(text, event = "") {
  open(lesson, text);
  fill(byId("lesson"), event ? h("p", { class: "quiet" }, event) : null, h("div", { class: "form-actions" },
    learned?.step ? h("button", { id: "lesson-resume", class: "primary", type: "button", on: { click: () => run(lesson, learned.step) } }, `Go on at question ${learned.number}`) : null,
    h("button", { id: "lesson-afresh", type: "button", on: { click: afresh } }, "Begin again")));
  byId("lesson").querySelector("button").focus({ preventScroll: true });
}

/** The steps that this console can do. */
async function steps(player) {
  const possible = [];
  for (const step of STEPS) if (!step.possible || await step.possible(player)) possible.push(step);
  return possible.map((step, i) => ({ id: step.id, play: () => teach(player, i, possible) }));
}

function label(step, total) {
  return step < total ? `question ${step} of ${total - 1}` : "";
}

async function teach(player, i, all) {
  const step = all[i];
  const at = (number) => keep({ step: all[number].id, number: number + 1, total: all.length });
  at(i);
  clear();
  player.name("Skip");
  await step.prepare?.(player);
  const chosen = await predict(player, step);
  await sendPayments(player);
  player.tell(step.question);
  said(step, chosen);
  const found = await step.act(player);
  // A pause is one to look at what goes on.
  await player.wait(0);
  check(step, chosen, found);
  // Left now, the lesson goes on with what was not asked yet.
  at(Math.min(i + 1, all.length - 1));
  player.name("Next");
  await player.hold(() => player.until(() => false, Infinity));
}

/** Asks, and waits for the answer. */
async function predict(player, step) {
  let chosen = null;
  player.tell(step.question);
  fill(byId("lesson"), h("form", { data: { key: `ask-${step.id}` }, on: { submit: (event) => {
    event.preventDefault();
    chosen = event.target.elements.namedItem("answer").value;
  } } },
  h("fieldset", { class: "lesson-answers" }, h("legend", { class: "visually-hidden" }, step.question),
    Object.entries(step.answers).map(([id, text]) => h("label", {}, h("input", { type: "radio", name: "answer", value: id, required: true }), h("span", {}, text)))),
  h("div", { class: "form-actions" }, h("button", { class: "primary", type: "submit" }, "Predict"))));
  still(true);
  attend(byId("lesson").querySelector("input"));
  await player.hold(() => player.until(() => chosen !== null, Infinity));
  return chosen;
}

/** While it is done, the answer stays in sight. */
function said(step, chosen) {
  still(false);
  attend(byId("tour-caption"));
  fill(byId("lesson"), h("p", { class: "quiet", data: { key: `said-${step.id}` } }, `You predicted: ${step.answers[chosen]}`));
  fill(byId("lesson-command"), commandBox("The same from a shell", step.commands(), Boolean(step.byHand)));
}

/** The real outcome beside the answer, and why. */
function check(step, chosen, found) {
  const predicted = found.right === chosen;
  if (found.right) keep({ right: { [step.id]: predicted, ...learned.right } });
  fill(byId("lesson"));
  fill(byId("lesson-outcome"),
    h("div", { class: "lesson-pair" },
      h("div", { class: `lesson-half${found.right ? predicted ? " good" : " bad" : ""}`, data: { predicted: found.right ? String(predicted) : "unknown" } },
        h("h3", {}, !found.right ? "You predicted" : predicted ? "You predicted, rightly" : "You predicted, but it came otherwise"), h("p", {}, step.answers[chosen])),
      h("div", { class: "lesson-half" }, h("h3", {}, "What happened"), h("p", {}, found.outcome))),
    h("p", {}, h("strong", {}, "Why. "), step.why, found.right && found.right !== step.rule ? " This time it came otherwise." : ""),
    h("p", {}, h("strong", {}, "Look. "), step.look));
  still(true);
  attend(byId("tour-next"));
}

/** The focus follows the lesson, unless the learner does something else on the page. */
function attend(element) {
  if (document.activeElement === document.body || byId("tour").contains(document.activeElement)) element.focus({ preventScroll: true });
}

/** While the learner reads, the panel is as high as its text, and where that is much of the screen it scrolls away. */
function still(yes) {
  byId("tour").classList.toggle("still", yes);
  if (yes) byId("tour").scrollIntoView({ block: "nearest" });
}

function clear() {
  still(false);
  for (const id of ["lesson", "lesson-outcome", "lesson-command"]) fill(byId(id));
}

function score() {
  const answered = Object.values(learned?.right ?? {});
  return answered.length ? `You predicted ${answered.filter(Boolean).length} of ${answered.length}.` : "";
}

/** At its end, or where it stops. */
function conclusion(over) {
  if (!over || !learned) return place();
  const out = learned.total - Object.keys(learned.right ?? {}).length;
  return `${score()}${out ? ` ${many(out, "question")} left out.` : ""}`.trim();
}
