// Show me: a minute in which everything happens once, with captions, ending with counted payments.
import { byId } from "./dom.js";
import { commands } from "./commands.js";
import { scale, end, refresh } from "./members.js";
import { startTraffic, stopTraffic, verdict } from "./traffic.js";
import { millis } from "./format.js";
import { headline } from "./rebalances.js";
import { state } from "./store.js";

const PLAN = { ratePerSecond: 20, users: 30, hotUserShare: 0.25, seconds: 60 };
const STEPS = 6;
/** In ms. A service starts in seconds, in a minute on a busy machine; elsewhere a person runs the command. */
const MEMBERS_MAX = 180_000;
let running = null;

export function start() {
  // It scales and kills the notification service's replicas.
  byId("show-me").hidden = state.groupId !== "notification-service";
  byId("show-me").addEventListener("click", run);
  byId("tour-stop").addEventListener("click", stop);
}

async function run() {
  if (running) return;
  running = { stopped: false, step: 0 };
  state.touring = true;
  byId("show-me").disabled = true;
  byId("tour").hidden = false;
  byId("tour-stop").textContent = "Stop";
  byId("tour-stop").focus({ preventScroll: true });
  byId("lanes-title").scrollIntoView({ block: "center", behavior: "smooth" });
  try {
    await script(running);
  } catch (e) {
    caption(e === running ? "Stopped." : `It stopped here: ${e.message}`);
  }
  running = null;
  state.touring = false;
  byId("show-me").disabled = false;
  byId("tour-stop").textContent = "Close";
}

async function stop() {
  if (!running) {
    byId("tour").hidden = true;
    byId("show-me").focus({ preventScroll: true });
    return;
  }
  running.stopped = true;
  await stopTraffic();
}

async function script(tour) {
  await refresh();
  const local = Boolean(state.replicas);
  if (local && members() !== 3) {
    caption("First, three consumers for three partitions.");
    await scale(3);
    await until(tour, () => settled(3), MEMBERS_MAX);
  }
  step(tour, "20 payments a second from 30 users. Each bar is payments being read; a user's always go to the same partition, so to the same consumer.");
  const began = Date.now();
  if (!(await startTraffic(PLAN))) throw new Error("traffic is on already; stop it first.");
  await pause(tour, 6_000);

  step(tour, "A fourth consumer joins three partitions. It gets none, stays idle, ready to step in. Watch the lanes: nothing stops.");
  await wanted(local, 4);
  await until(tour, () => settled(4), MEMBERS_MAX);
  await pause(tour, 3_000);

  step(tour, "Now two leave at once, politely. The one that reads hands its partition over: the red gap is how long nobody had it.");
  await wanted(local, 2);
  await until(tour, () => settled(2), MEMBERS_MAX);
  await pause(tour, 2_500);

  step(tour, "kill -9. It says nothing; only after 10 s of silence does the group give its partitions away. Payments wait on the topic.");
  const before = state.rebalances.size;
  const victim = state.replicas ? state.replicas.replicas.find((r) => r.state === "running") : null;
  if (victim) await end(victim.n, "kill");
  else caption(`kill -9 one: ${commands.kill(1).at(0)}`);
  await until(tour, () => state.rebalances.size > before && settled(1), MEMBERS_MAX);
  const card = [...state.rebalances.values()].at(-1);

  step(tour, `${headline(card)}. The survivor reads on where the last commit was.`);
  if (local) await scale(3);
  await until(tour, () => state.traffic?.state !== "sending", Math.max(5_000, 75_000 - (Date.now() - began)));
  caption("Now every accepted payment is looked for in its user's feed.");
  await until(tour, () => !state.traffic || state.traffic.state === "done", 120_000);
  // The gap of the last rebalance comes with the next message.
  await pause(tour, 1_500);
  if (!state.traffic) throw new Error("the console was started anew and no longer knows the payments.");
  step(tour, state.traffic.inFeeds === null ? "The feeds could not be read: no verdict." : verdict(state.traffic));
}

async function wanted(local, count) {
  if (local) await scale(count);
  else caption(`Run this: ${commands.scale(count)[0]}`);
}

const members = () => state.now?.group?.members.length ?? 0;
const settled = (count) => members() === count && !state.now.rebalancing && state.now.group.state === "Stable";

function step(tour, text) {
  tour.step++;
  caption(text);
  byId("tour-step").textContent = `${Math.min(tour.step, STEPS)} of ${STEPS}`;
  byId("tour-progress").style.transform = `scaleX(${Math.min(1, tour.step / STEPS)})`;
}

function caption(text) {
  byId("tour-caption").textContent = text;
}

function pause(tour, ms) {
  return until(tour, (elapsed) => elapsed >= ms, ms + 1_000);
}

/** Waits for what the stream brings; looks again with every message, and twice a second. */
function until(tour, condition, ms) {
  const begin = Date.now();
  return new Promise((resolve, reject) => {
    const timer = setInterval(look, 250);
    function look() {
      const elapsed = Date.now() - begin;
      if (tour.stopped) done(() => reject(tour));
      else if (condition(elapsed)) done(resolve);
      else if (elapsed > ms) done(() => reject(new Error(`it took longer than ${millis(ms)}.`)));
    }
    function done(what) {
      clearInterval(timer);
      what();
    }
  });
}
