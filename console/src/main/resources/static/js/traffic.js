// Sends payments, one or many, and shows how they fare.
import { byId, fill, h } from "./dom.js";
import { call } from "./api.js";
import { count, millis } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { say } from "./announce.js";
import { state, on } from "./store.js";
import { lookUp } from "./lookup.js";

export function start() {
  const form = byId("traffic-form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await startTraffic(plan());
  });
  form.addEventListener("input", showCommand);
  byId("traffic-stop").addEventListener("click", stopTraffic);
  on("traffic", show);
  on("ready", () => { if (!state.traffic) forget(); });
  showCommand();
  const one = byId("payment-form");
  one.addEventListener("submit", async (event) => {
    event.preventDefault();
    await pay(payment());
  });
  one.addEventListener("input", showPaymentCommand);
  showPaymentCommand();
}

const field = (form, name) => byId(form).elements.namedItem(name).value;

const plan = () => ({
  ratePerSecond: Number(field("traffic-form", "ratePerSecond")),
  users: Number(field("traffic-form", "users")),
  hotUserShare: Number(field("traffic-form", "hotUserShare")) / 100,
  seconds: Number(field("traffic-form", "seconds")),
});

const payment = () => ({ userId: field("payment-form", "userId"), amount: Number(field("payment-form", "amount")), currency: "EUR", description: "sent from the console" });

const showCommand = () => fill(byId("traffic-command"), commandBox("The same from a shell", commands.traffic(plan())));
const showPaymentCommand = () => fill(byId("payment-command"), commandBox("The same from a shell", commands.pay(payment())));

export async function startTraffic(wanted) {
  try {
    show(await call("POST", "/api/traffic", wanted));
    return true;
  } catch (e) {
    fill(byId("traffic-state"), h("p", { class: "problem", role: "alert" }, e.message));
    return false;
  }
}

export async function stopTraffic() {
  try {
    show(await call("DELETE", "/api/traffic"));
  } catch (e) {
    fill(byId("traffic-state"), h("p", { class: "problem", role: "alert" }, e.message));
  }
}

async function pay(body) {
  try {
    const made = await call("POST", "/api/payments", body);
    await lookUp(made.id, true);
  } catch (e) {
    fill(byId("lookup"), h("p", { class: "problem", role: "alert" }, e.message));
  }
}

const WORDS = { sending: "sending", checking: "reading the feeds", done: "done" };

function show(run) {
  state.traffic = run;
  canStop(run.state === "sending");
  if (run.state === "done" && run.inFeeds !== null) say(verdict(run));
  const bar = h("i");
  bar.style.transform = `scaleX(${run.planned ? run.sent / run.planned : 0})`;
  fill(byId("traffic-state"),
    h("div", { class: "progress", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": String(run.planned), "aria-valuenow": String(run.sent), "aria-label": "Payments sent" }, bar),
    h("p", { class: "quiet", data: { run: run.state } }, `${WORDS[run.state]}: ${count(run.sent)} of ${count(run.planned)} sent, ${count(run.accepted)} accepted`
      + (run.retries ? `, ${count(run.retries)} retries` : "") + (run.failed ? `, ${run.failed} refused` : "") + (run.unknown ? `, ${run.unknown} unknown` : "")
      + (run.hotUser ? `; ${run.hotUser} is the busy one` : "")),
    run.inFeeds === null ? null : h("p", { class: "note", data: { verdict: "run" } }, verdict(run)));
}

/** The console knows of no run. */
function forget() {
  canStop(false);
  fill(byId("traffic-state"));
}

function canStop(can) {
  const stop = byId("traffic-stop");
  if (!can && document.activeElement === stop) byId("traffic-form").querySelector("[type=submit]").focus();
  stop.disabled = !can;
}

/** The sentence at the end of a run, from counted payments. */
export function verdict(run) {
  const longest = run.longestGapMillis === null ? "no rebalance" : `longest gap ${millis(run.longestGapMillis)}`;
  return `${count(run.accepted)} accepted, ${count(run.inFeeds)} in feeds, ${run.lost} lost, ${run.twice} twice, ${run.outOfOrder} out of order; ${longest}.`;
}
