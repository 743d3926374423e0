// The museum of mistakes: groups and producers with classic mistakes beside the right ones, given the same payments.
import { byId, fill, h, setText } from "./dom.js";
import { call, get, writeHeaders } from "./api.js";
import { count, many, numbered, time } from "./format.js";
import { say } from "./announce.js";
import { TYPE, api, commandBox, data } from "./commands.js";
import { tried } from "./lab-pieces.js";
import { EXHIBITS, OWN } from "./lab-museum-texts.js";
import { lab } from "./lab-state.js";
import { ASK_TIMEOUT, follow, inTheWay } from "./lab-subject.js";
import { on } from "./store.js";

/** In ms. */
const ASK_INTERVAL = 2_000;
/** For as long as a museum lasts. */
const PAYMENTS = { ratePerSecond: 20, users: 10, seconds: 600 };
const PHASES = { starting: ["joins", ""], working: ["at work", "good"], killed: ["killed", "bad"] };

let museum; // the latest state; null: there is none; undefined: not known yet
let last = null; // the latest state of a museum, open or closed
let ledger = null; // the counts of the real system; null: not known
let traffic = null; // the latest run of payments; null: there is none, or it is not known
let ownTraffic = null; // id of the run that this page began for the museum
let busy = false;
const said = new Set(); // the costs that were announced
const subject = follow("/api/lab/museum", "museum", take);

export function start() {
  byId("museum-start").addEventListener("click", begin);
  byId("museum-pay").addEventListener("click", () => act(startTraffic));
  byId("museum-kill").addEventListener("click", () => act(kill));
  byId("museum-end").addEventListener("click", finish);
  on("lab", show);
  on("other", show);
  on("addresses", showCommand);
  // A page that goes away leaves no traffic of its own behind.
  window.addEventListener("pagehide", () => {
    if (ownTraffic && traffic?.id === ownTraffic && traffic.state === "sending") fetch("/api/traffic", { method: "DELETE", keepalive: true, headers: writeHeaders() });
  });
  setInterval(ask, ASK_INTERVAL);
  ask();
  showCommand();
  show();
}

async function act(action) {
  if (busy) return;
  busy = true;
  show();
  await tried("museum-problem", action);
  busy = false;
  show();
}

function begin() {
  return act(async () => {
    said.clear();
    subject.take(await call("POST", "/api/lab/museum", {}));
    await startTraffic();
  });
}

/** Traffic that flows already stays what it is. */
async function startTraffic() {
  try {
    traffic = await call("POST", "/api/traffic", PAYMENTS);
    ownTraffic = traffic.id;
  } catch (e) {
    if (e.code !== "traffic-is-on") throw e;
  }
}

async function kill() {
  subject.take(await call("POST", "/api/lab/museum/kill", {}));
  say("All consumers and producers of the museum are killed, and a consumer of the notification service.");
}

/** Takes a while after a kill: the sessions of the dead consumers have to time out first. */
async function finish() {
  setText("museum-end", "Closing…");
  await act(async () => {
    await stopTraffic();
    try {
      await call("DELETE", "/api/lab/museum");
    } catch (e) {
      if (e.status !== 404) throw e;
    }
    subject.take(null);
  });
  setText("museum-end", "Close the museum");
}

/** Only what this page began, and only if it still runs. */
async function stopTraffic() {
  const own = ownTraffic;
  ownTraffic = null;
  if (!own) return;
  const run = await get("/api/traffic", AbortSignal.timeout(ASK_TIMEOUT)).catch(() => null);
  if (run?.id === own && run.state === "sending") await call("DELETE", "/api/traffic");
}

function take(state, before) {
  museum = state;
  if (state) last = state;
  if (before && !state) stopTraffic().catch(() => {});
  announce();
  show();
}

/** While a museum is open its payments and the ledger are of interest, too. */
async function ask() {
  if (document.hidden || busy) return;
  await subject.ask(() => busy);
  if (!museum) return;
  [ledger, traffic] = await Promise.all(["/api/ledger", "/api/traffic"].map((path) => get(path, AbortSignal.timeout(ASK_TIMEOUT)).catch(() => null)));
  show();
}

const isWorking = () => Boolean(museum) && museum.exhibits.every(({ phase }) => phase === "working");

function show() {
  const open = Boolean(museum);
  const focused = document.activeElement;
  byId("museum-start").hidden = open;
  byId("museum-start").disabled = busy || museum === undefined || Boolean(lab.now || inTheWay("museum"));
  byId("museum-kill").hidden = !open;
  byId("museum-kill").disabled = busy || !isWorking();
  byId("museum-pay").hidden = !open || traffic?.state === "sending";
  byId("museum-pay").disabled = busy;
  byId("museum-end").hidden = !open;
  byId("museum-end").disabled = busy;
  // The focused control is gone: the keyboard goes on from here.
  if (focused && focused !== document.body && !focused.checkVisibility()) byId("museum-title").focus({ preventScroll: true });
  setText("museum-until", open ? `${many(museum.kills, "kill")}, closes by itself at ${time(museum.endsAt)}` : "");
  setText("museum-note", note(open));
  byId("museum-exhibits").hidden = !last;
  byId("museum-memory").hidden = !last;
  if (last) fill(byId("museum-exhibits"), ownCard(), last.exhibits.map(card));
}

function note(open) {
  if (!open && lab.now) return "There is a lab: end it to open the museum.";
  if (!open && inTheWay("museum")) return `${inTheWay("museum")} to open the museum.`;
  if (!open && last) return "It is closed, and its topics and groups are deleted. These are its last counts.";
  if (!open) return "Four classic mistakes work on the same payments as the notification service and a group that does it right. One kill hits all of them, and what each mistake costs is counted.";
  if (isWorking()) return museum.kills ? "All are at work again. What is red was lost, doubled or disordered by the mistake alone: each got the same payments and the same kill." : "All are at work. What will the same kill cost each of them? Kill them all.";
  return museum.kills
    ? "They died in the middle of their work, without a word. New ones have started; the group gives them the partitions when the sessions of the dead ones have timed out, after ten seconds."
    : "They start and join their groups.";
}

function card({ exhibit, phase, handled, lost, doubled, outOfOrder, capped }) {
  const { title, why, wrong, right } = EXHIBITS[exhibit];
  const [word, tone] = museum ? PHASES[phase] : ["closed", ""];
  const least = capped ? "at least " : "";
  return exhibitCard({ key: exhibit, title, word, tone, state: museum ? phase : "closed", handled, least, isRight: !wrong, why, costs: { lost, doubled, outOfOrder } },
    wrong ? h("div", { class: "museum-code" }, h("code", { class: "wrong" }, wrong), h("small", {}, "instead of"), h("code", {}, right)) : h("div", { class: "museum-code" }, h("code", {}, right)));
}

/** The real system: every payment that the console's ledger knows. A count that is not confirmed is no verdict yet. */
function ownCard() {
  const { inFeeds, lost, twice, outOfOrder, lostState, twiceState, outOfOrderState } = ledger ?? {};
  const confirmed = { lost: lostState, doubled: twiceState, outOfOrder: outOfOrderState };
  const [word, tone] = last.killedReplica ? [`consumer ${numbered(last.killedReplica)} was killed, too`, "bad"] : ["the real one", ""];
  return exhibitCard({ key: "own", title: OWN.title, word, tone, state: "own", handled: inFeeds, least: "", isRight: true, isKnown: (name) => confirmed[name] === "confirmed", why: OWN.why, costs: { lost, doubled: twice, outOfOrder } },
    h("div", { class: "museum-code" }, h("code", {}, OWN.right)));
}

const COSTS = { lost: "lost", doubled: "doubled", outOfOrder: "out of order" };

function exhibitCard({ key, title, word, tone, state, handled, least, isRight, isKnown = () => true, why, costs }, code) {
  return h("li", { data: { key, exhibit: key, state } },
    h("div", { class: "museum-head" }, h("h3", {}, title), h("span", { class: `pill ${tone}` }, word)),
    h("p", { class: "quiet num", data: { count: "handled" } }, `${least}${count(handled)} handled`),
    h("div", { class: "museum-costs" }, Object.entries(costs).map(([name, n]) => h("div", { class: `verdict ${isKnown(name) ? toneOf(n, isRight) : ""}`, data: { key: name, count: name } },
      h("b", {}, count(n)), h("small", {}, `${n ? least : ""}${COSTS[name]}`)))),
    code,
    h("p", { class: "quiet" }, why));
}

/** A mistake that has cost nothing yet is not a good one. */
function toneOf(n, isRight) {
  if (n) return "bad";
  return n === 0 && isRight ? "good" : "";
}

/** Each cost once, when it is first seen. */
function announce() {
  for (const exhibit of museum?.exhibits ?? []) {
    for (const [name, words] of Object.entries(COSTS)) {
      const key = `${exhibit.exhibit} ${name}`;
      if (exhibit[name] && !said.has(key)) {
        said.add(key);
        say(`${EXHIBITS[exhibit.exhibit].title}: ${count(exhibit[name])} ${words}.`);
      }
    }
  }
}

function showCommand() {
  fill(byId("museum-command"), commandBox("The same from a shell", [
    `curl -X POST ${api("/api/lab/museum")}   # opens it`,
    `curl ${api("/api/traffic")} ${TYPE} ${data(PAYMENTS)}   # payments`,
    `curl -X POST ${api("/api/lab/museum/kill")}   # kills them all`,
    `curl ${api("/api/lab/museum")}   # what each mistake has cost`,
    `curl -X DELETE ${api("/api/lab/museum")}   # closes it`,
  ]));
}
