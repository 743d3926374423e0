// What tour and lesson share: the docked panel, payments that flow until the end, and putting things
// back. One of them runs at a time, in one window of a browser.
import { byId, setText } from "./dom.js";
import { writeHeaders } from "./api.js";
import { scale, refresh } from "./members.js";
import { startTraffic, stopTraffic, verdict } from "./traffic.js";
import { many } from "./format.js";
import { Player } from "./player.js";
import { state, on, OWN_GROUP } from "./store.js";

/** Payments for as long as a run may be: the guide ends it, and begins another where it takes longer. */
const PLAN = { ratePerSecond: 20, users: 30, hotUserShare: 0.25, seconds: 600 };
/** In ms. */
const COUNTED_MAX = 120_000;
/** What is to be put back if the page goes away meanwhile. */
const KEPT = "guide";
const guides = [];
let shown = null; // the guide in the panel
let player = null; // plays the guide that runs

export function start() {
  byId("tour-stop").addEventListener("click", stop);
  byId("tour-back").addEventListener("click", () => player?.go("back"));
  byId("tour-next").addEventListener("click", () => player?.go("next"));
  byId("tour-pause").addEventListener("click", () => player?.pause(!player.paused));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("tour").hidden && !document.querySelector("dialog[open]")) stop();
  });
  window.addEventListener("pagehide", leave);
  // The panel stands below the header, whatever height that has.
  const header = document.querySelector(".top");
  new ResizeObserver(() => document.documentElement.style.setProperty("--top", `${header.offsetHeight}px`)).observe(header);
  on("ready", reportAbandoned);
  on("traffic", renew);
}

/**
 * Adds a guide.
 *
 * @param guide {button: id of the button that begins it; title; begin(): at its button;
 *     steps(player): its steps, [{id, play(player)}]; interrupted(back): the page was left while it ran;
 *     and if it likes: label(step, total): words for a step; conclusion(finished): what it says at
 *     its end, before the verdict; clear(): takes its own out of the panel; finished(): it was played
 *     to its end}
 */
export function add(guide) {
  guides.push(guide);
  const button = byId(guide.button);
  // It scales and kills the notification service's replicas.
  button.hidden = state.groupId !== OWN_GROUP;
  button.addEventListener("click", () => { if (!player) guide.begin(); });
}

/**
 * Plays a guide, in one window of a browser only: two would undo each other's steps.
 *
 * @param from id of the first step to play; may be left out
 */
export function run(guide, from) {
  if (player) return;
  const alone = navigator.locks?.request(KEPT, { ifAvailable: true }, (lock) => (lock ? perform(guide, from) : "taken")) ?? perform(guide, from);
  alone.then((outcome) => {
    if (outcome === "taken") open(guide, "Show me, or the lesson, runs in another window of this browser; stop it there first.");
  });
}

/** Opens the panel for a guide that does not run yet, or no longer. */
export function open(guide, text = "", event = "") {
  shown = guide;
  for (const one of guides) one.clear?.();
  progress(0, 1);
  tell(text, event);
  byId("tour").hidden = false;
  byId("tour").setAttribute("aria-label", guide.title);
  document.body.classList.add("touring");
  byId("tour").scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  byId("tour-stop").focus({ preventScroll: true });
  buttons();
}

async function perform(guide, from) {
  const mine = new Player(tell, buttons);
  player = mine;
  state.touring = true;
  for (const { button } of guides) byId(button).disabled = true;
  open(guide);
  let end = "Stopped.";
  try {
    await refresh();
    mine.local = Boolean(state.replicas);
    mine.before = mine.local ? state.replicas.count : null;
    sessionStorage.setItem(KEPT, JSON.stringify({ title: guide.title, before: mine.before }));
    await mine.step({ play: sendPayments });
    await play(guide, mine, from);
    end = "";
  } catch (e) {
    if (!mine.isStopped(e)) end = `${guide.title} stopped here: ${e.message}`;
  }
  guide.clear?.();
  await putBack(mine, [end, guide.conclusion?.(Boolean(mine.verdict)), mine.verdict].filter(Boolean).join(" "));
  if (mine.verdict) guide.finished?.();
  sessionStorage.removeItem(KEPT);
  player = null;
  state.touring = false;
  for (const { button } of guides) byId(button).disabled = false;
  buttons();
}

/** Payments flow from here on. Those that flow already serve as well, and are stopped at the end too. */
export async function sendPayments(mine) {
  if (mine.sending && state.traffic?.state === "sending") return;
  if (state.traffic?.state === "checking") {
    mine.tell("The payments of the last run are still searched in the feeds. One moment.");
    mine.fix(true);
    await mine.until(() => state.traffic?.state !== "checking", COUNTED_MAX);
    mine.fix(false);
  }
  const others = state.traffic?.state === "sending";
  if (!others) await startTraffic(PLAN);
  mine.sending = true;
  if (!others) return;
  mine.tell("Payments are being sent already. They serve here too, and are stopped at the end.");
  await mine.read();
}

/** A run has an end, however long; the payments last until the guide is over, unless nobody acts. */
function renew(traffic) {
  if (!player?.sending || player.waiting || traffic.state !== "done") return;
  startTraffic(PLAN).catch((e) => player?.event(`No more payments: ${e.message}`));
}

async function play(guide, mine, from) {
  const steps = await guide.steps(mine);
  const total = steps.length + 1;
  for (let i = Math.max(0, steps.findIndex((step) => step.id === from)); i < steps.length;) {
    progress(i + 1, total);
    const to = await mine.step(steps[i]);
    i = to === "back" ? Math.max(0, i - 1) : i + 1;
  }
  guide.clear?.();
  progress(total, total);
  mine.tell("The payments stop. Now each accepted payment is searched in its user's feed.");
  mine.sending = false;
  mine.fix(true);
  await stopTraffic();
  if (mine.local) await scale(mine.before);
  await mine.until(() => !state.traffic || state.traffic.state === "done", COUNTED_MAX);
  if (!state.traffic) throw new Error("the console was restarted and no longer knows the payments.");
  mine.verdict = state.traffic.inFeeds === null ? "The feeds could not be read, so there is no verdict." : verdict(state.traffic);
}

/** Payments off, and as many consumers as there were. */
async function putBack(mine, first) {
  mine.over = true;
  const failed = [];
  const attempt = (action) => action().catch((e) => failed.push(e.message));
  const sends = mine.sending;
  // Before it stops: what stops is not begun again.
  mine.sending = false;
  if (sends) await attempt(stopTraffic);
  // The step that a stop met may have begun to scale.
  if (mine.local && state.replicas && state.replicas.count !== mine.before) await attempt(() => scale(mine.before));
  const back = failed.length ? `Not everything could be put back: ${failed.join(" ")}`
    : mine.before === null ? "Payments are off." : `Put back: payments off, ${many(mine.before, "consumer")} as before${state.now?.group?.members.length === mine.before ? "" : " (on their way)"}.`;
  tell(first, back);
}

function stop() {
  if (!player) {
    byId("tour").hidden = true;
    document.body.classList.remove("touring");
    byId(shown.button).focus({ preventScroll: true });
    return;
  }
  player.stop();
}

/** The page goes away in the middle: what can still be sent puts things back. */
function leave() {
  if (!player) return;
  const { before } = player;
  player.stop();
  const send = (method, path, body) => fetch(path, { method, keepalive: true, headers: writeHeaders(body), body });
  send("DELETE", "/api/traffic").catch(() => {});
  if (before !== null && before !== undefined) send("PUT", "/api/replicas", JSON.stringify({ count: before })).catch(() => {});
}

/** After a reload: the guide says what became of it. */
function reportAbandoned() {
  const left = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const guide = guides.find(({ title }) => title === left?.title);
  // On the page of another group none of them can go on.
  if (!guide || player || state.groupId !== OWN_GROUP) return;
  sessionStorage.removeItem(KEPT);
  guide.interrupted(left.before === null ? "Its payments were stopped." : `Its payments were stopped; ${many(left.before, "consumer")} as before.`);
}

function tell(text, event = "") {
  setText("tour-caption", text);
  setText("tour-event", event);
}

function progress(step, total) {
  setText("tour-step", !step ? "" : shown.label?.(step, total) ?? `${step} of ${total}`);
  byId("tour-progress").style.transform = `scaleX(${step / total})`;
}

function buttons() {
  for (const id of ["tour-back", "tour-pause", "tour-next"]) byId(id).hidden = !player || player.fixed;
  if (player?.waiting) byId("tour-pause").hidden = true;
  setText("tour-pause", player?.paused ? "Go on" : "Pause");
  setText("tour-next", player?.next ?? "Next");
  setText("tour-stop", player ? "Stop" : "Close");
  byId("tour-stop").title = player ? "Ends the payments, and brings back as many consumers as there were (Esc)" : "";
}
