// The guided tour "Show me": each case once, with captions, and a count of the payments at the end.
import { byId, setText } from "./dom.js";
import { scale, refresh } from "./members.js";
import { startTraffic, stopTraffic, verdict } from "./traffic.js";
import { many } from "./format.js";
import { Player } from "./player.js";
import { STEPS } from "./tour-steps.js";
import { state, on, OWN_GROUP } from "./store.js";

/** Payments for as long as a run may be: the tour ends it, and begins another where it takes longer. */
const PLAN = { ratePerSecond: 20, users: 30, hotUserShare: 0.25, seconds: 600 };
/** In ms. */
const COUNTED_MAX = 120_000;
/** What is to be put back if the page goes away meanwhile. */
const KEPT = "show-me";
let player = null;

export function start() {
  // It scales and kills the notification service's replicas.
  byId("show-me").hidden = state.groupId !== OWN_GROUP;
  byId("show-me").addEventListener("click", begin);
  byId("tour-stop").addEventListener("click", stop);
  byId("tour-back").addEventListener("click", () => player?.go("back"));
  byId("tour-next").addEventListener("click", () => player?.go("next"));
  byId("tour-pause").addEventListener("click", () => {
    player?.pause(!player.paused);
    buttons();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("tour").hidden && !document.querySelector("dialog[open]")) stop();
  });
  window.addEventListener("pagehide", leave);
  // Its caption stands below the header, whatever height that has.
  const header = document.querySelector(".top");
  new ResizeObserver(() => document.documentElement.style.setProperty("--top", `${header.offsetHeight}px`)).observe(header);
  on("ready", reportAbandonedTour);
  on("traffic", renew);
}

/** In one page of a browser only: two would undo each other's steps. */
function begin() {
  if (player) return;
  const alone = navigator.locks?.request("show-me", { ifAvailable: true }, (lock) => (lock ? run() : "taken")) ?? run();
  alone.then((outcome) => {
    if (outcome !== "taken") return;
    open();
    tell("Show me runs in another window of this browser; stop it there first.");
  });
}

function open() {
  byId("tour").hidden = false;
  document.body.classList.add("touring");
  byId("tour").scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  byId("tour-stop").focus({ preventScroll: true });
  buttons();
}

async function run() {
  const mine = new Player(tell);
  player = mine;
  state.touring = true;
  byId("show-me").disabled = true;
  open();
  let end = "Stopped.";
  try {
    await refresh();
    mine.local = Boolean(state.replicas);
    mine.before = mine.local ? state.replicas.count : null;
    sessionStorage.setItem(KEPT, JSON.stringify({ before: mine.before }));
    await mine.step({ play: traffic });
    await play(mine);
    end = "";
  } catch (e) {
    if (!mine.isStopped(e)) end = `The tour stopped here: ${e.message}`;
  }
  await putBack(mine, end);
  sessionStorage.removeItem(KEPT);
  player = null;
  state.touring = false;
  byId("show-me").disabled = false;
  buttons();
}

/** Payments that flow already serve as well, and are stopped at the end as its own. */
async function traffic(mine) {
  if (state.traffic?.state === "checking") {
    mine.tell("The payments of the last run are still searched in the feeds. One moment.");
    mine.fixed = true;
    await mine.until(() => state.traffic?.state !== "checking", COUNTED_MAX);
    mine.fixed = false;
  }
  const others = state.traffic?.state === "sending";
  if (!others) await startTraffic(PLAN);
  mine.sending = true;
  if (!others) return;
  mine.tell("Payments are being sent already. The tour uses them, and stops them at its end.");
  await mine.read();
}

/** A run has an end, however long; the payments last until the tour is over. */
function renew(traffic) {
  if (!player?.sending || traffic.state !== "done") return;
  startTraffic(PLAN).catch((e) => player?.event(`No more payments: ${e.message}`));
}

async function play(mine) {
  for (let i = 0; i < STEPS.length;) {
    progress(i + 1);
    const to = await mine.step(STEPS[i]);
    i = to === "back" ? Math.max(0, i - 1) : i + 1;
  }
  progress(STEPS.length + 1);
  mine.tell("The payments stop. Now each accepted payment is searched in its user's feed.");
  mine.sending = false;
  mine.fixed = true;
  buttons();
  await stopTraffic();
  if (mine.local) await scale(mine.before);
  await mine.until(() => !state.traffic || state.traffic.state === "done", COUNTED_MAX);
  if (!state.traffic) throw new Error("the console was restarted and no longer knows the payments.");
  mine.verdict = state.traffic.inFeeds === null ? "The feeds could not be read, so there is no verdict." : verdict(state.traffic);
}

/** Payments off, and as many consumers as there were. */
async function putBack(mine, end) {
  const first = mine.verdict ?? end;
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
    byId("show-me").focus({ preventScroll: true });
    return;
  }
  player.stop();
}

/** The page goes away in the middle: what can still be sent puts things back. */
function leave() {
  if (!player) return;
  const { before } = player;
  player.stop();
  const send = (method, path, body) => fetch(path, { method, keepalive: true, headers: body ? { "Content-Type": "application/json" } : {}, body });
  send("DELETE", "/api/traffic").catch(() => {});
  if (before !== null && before !== undefined) send("PUT", "/api/replicas", JSON.stringify({ count: before })).catch(() => {});
}

/** After a reload: says what became of the tour. */
function reportAbandonedTour() {
  const left = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (!left || player) return;
  sessionStorage.removeItem(KEPT);
  open();
  tell("Show me ended when this page was left.", left.before === null ? "Its payments were stopped." : `Its payments were stopped; ${many(left.before, "consumer")} as before.`);
  progress(0);
}

function tell(text, event = "") {
  setText("tour-caption", text);
  setText("tour-event", event);
}

function progress(step) {
  setText("tour-step", step ? `${step} of ${STEPS.length + 1}` : "");
  byId("tour-progress").style.transform = `scaleX(${step / (STEPS.length + 1)})`;
}

function buttons() {
  for (const id of ["tour-back", "tour-pause", "tour-next"]) byId(id).hidden = !player || player.fixed;
  setText("tour-pause", player?.paused ? "Go on" : "Pause");
  setText("tour-stop", player ? "Stop" : "Close");
  byId("tour-stop").title = player ? "Ends the payments, and brings back as many consumers as there were (Esc)" : "";
}
