// The receiver of webhooks: what it has received, what it is told to do, and the lanes that wait for it, those of mail too.
import { byId, fill, h, setText } from "./dom.js";
import { call } from "./api.js";
import { count, dayTime, many, visible } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { say } from "./announce.js";
import { state, on, now } from "./store.js";

/** What the receiver does to the deliveries of some: for all, or for one user. */
const DOES = {
  answer: "answers",
  fail: "fails: 500, and 451 to a mail",
  hang: "hangs: the sender gives up after 20 s",
  slow: "answers after a second",
  gone: "answers 410, which disables the endpoint, and 550 to a mail",
};
let filledIn = false; // whether the form has what the console says
const busy = new Set(); // what is being done: "change", or the id of a delivery
let problem = "";
let said = "";

export function start() {
  byId("receiver-form").addEventListener("submit", (event) => {
    event.preventDefault();
    change({ on: true, ...chosen() });
  });
  byId("receiver-form").addEventListener("input", showCommand);
  byId("receiver-switch").addEventListener("click", () => change({ on: !state.receiver.on, ...chosen() }));
  on("receiver", show);
  // Each second: the next attempts come nearer.
  on("group", () => { if (state.receiver) lanes(state.receiver); });
  // The console answers again, so an earlier failure is obsolete.
  on("connection", (connection) => { if (connection === "live") setProblem(""); });
  showCommand();
}

const field = (name) => byId("receiver-form").elements.namedItem(name);

const chosen = () => ({ conduct: field("conduct").value, userId: field("userId").value || null });

const showCommand = () => fill(byId("receiver-command"), commandBox("The same from a shell", commands.receiver({ on: true, ...chosen() })));

const change = (wanted) => tried("change", () => call("PUT", "/api/receiver", wanted));

const retry = (lane) => tried(lane.deliveryId, () => call("POST", `/api/receiver/deliveries/${lane.deliveryId}/retry`));

async function tried(what, action) {
  if (busy.has(what)) return;
  busy.add(what);
  setProblem("");
  try {
    state.receiver = await action();
  } catch (e) {
    setProblem(e.message);
  }
  busy.delete(what);
  if (state.receiver) show(state.receiver);
}

function setProblem(text) {
  if (text === problem) return;
  problem = text;
  fill(byId("receiver-problem"), text ? h("p", { class: "problem", role: "alert" }, text) : null);
}

function show(receiver) {
  byId("receiver-panel").hidden = false;
  fillIn(receiver);
  const button = byId("receiver-switch");
  setText("receiver-switch", receiver.on ? "Turn off" : "Turn on");
  button.classList.toggle("primary", !receiver.on);
  setText("receiver-rate", receiver.on ? `${receiver.perSecond} deliveries per second` : "off");
  const began = receiver.on || receiver.received > 0;
  fill(byId("receiver"),
    began ? h("p", { class: `receiver-verdict ${tone(receiver)}`, data: { key: "verdict", verdict: "receiver" } }, verdict(receiver)) : null,
    receiver.on ? h("p", { class: "quiet", data: { key: "conduct", conduct: receiver.conduct } }, conduct(receiver)) : null,
    receiver.disabledReason ? h("p", { class: "problem", data: { key: "disabled" } }, `Nothing is sent: ${receiver.disabledReason} Apply a conduct to have the endpoint enabled again.`) : null,
    notes(receiver).map((note) => h("p", { class: "note", data: { key: note } }, note)));
  lanes(receiver);
  tell(receiver);
}

/** Once: later the form is the user's. */
function fillIn(receiver) {
  if (filledIn) return;
  filledIn = true;
  field("conduct").value = receiver.conduct;
  field("userId").value = receiver.userId ?? "";
  showCommand();
}

/** Red for what no retry explains; a delivery comes again whenever its answer was lost. */
const isWrong = (receiver) => receiver.missing > 0 || receiver.outOfOrder > 0 || receiver.badSignatures > 0;
const tone = (receiver) => (isWrong(receiver) ? "bad" : receiver.received > 0 ? "good" : "");

function verdict(receiver) {
  const signatures = receiver.badSignatures ? many(receiver.badSignatures, "bad signature") : "signatures right";
  return `${count(receiver.received)} received, ${count(receiver.missing)} missing, ${count(receiver.repeated)} repeated, ${count(receiver.outOfOrder)} out of order, ${signatures}.`;
}

function conduct(receiver) {
  return receiver.userId === null || receiver.conduct === "answer" ? `It ${DOES[receiver.conduct]}.`
    : `For ${visible(receiver.userId)} it ${DOES[receiver.conduct]}; for everybody else it answers.`;
}

function notes(receiver) {
  return [
    receiver.repeated ? "Repeated: the answer to a delivery was lost, so the sender sent it again, or it was replayed. Its sequence tells a receiver that it has it already." : null,
    receiver.missing ? "Missing: a sequence was passed over. That is right after a delivery that was given up, until it is sent again; otherwise one was lost." : null,
    receiver.outOfOrder ? "Out of order: a sequence went back. That is right when a delivery that was given up is sent again; otherwise the sender is wrong." : null,
    receiver.usersForgotten ? `${many(receiver.usersForgotten, "user")} forgotten: the receiver remembers the last 10 000, and cannot tell what is missing of others.` : null,
    receiver.note,
  ].filter(Boolean);
}

function lanes(receiver) {
  fill(byId("receiver-lanes"), users(receiver.waiting, "deliveries"));
  fill(byId("mail-lanes"), users(receiver.mail?.waiting, "mails"));
}

const users = (waiting, what) => (waiting ?? []).map((lane) => h("li", { data: { key: `lane-${lane.userId}`, lane: lane.userId } },
  h("span", {}, h("strong", {}, visible(lane.userId)), ` waits: ${lane.error ?? "not answered"}, ${next(lane)}; ${lane.tries === 1 ? "1 try" : `${count(lane.tries)} tries`}`),
  h("button", { class: "small", type: "button", data: { write: "" }, "aria-disabled": busy.has(lane.deliveryId) ? "true" : null, "aria-label": `Try the ${what} of ${lane.userId} now`, title: commands.retry(lane.deliveryId)[0], on: { click: () => retry(lane) } }, "try now")));

/** When the first delivery of a lane is tried again. */
export function next(lane) {
  if (lane.nextAttemptAt === null) return "an attempt is under way";
  const seconds = Math.round((Date.parse(lane.nextAttemptAt) - now()) / 1_000);
  if (seconds < 1) return "next attempt due";
  return seconds < 120 ? `next attempt in ${seconds} s` : `next attempt ${dayTime(lane.nextAttemptAt)}`;
}

/** For screen readers: not each second, but when something changes. */
function tell(receiver) {
  const text = (receiver.on ? `The receiver is on.${isWrong(receiver) ? ` ${verdict(receiver)}` : ""}` : "The receiver is off.")
    + told("Waiting", receiver.waiting) + told("Mails wait", receiver.mail?.waiting);
  if (text !== said && said) say(text);
  said = text;
}

const told = (what, waiting) => (waiting?.length ? ` ${what}: ${waiting.map((lane) => lane.userId).join(", ")}.` : "");
