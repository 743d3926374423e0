// Sends payments, one or many, and shows their progress.
import { byId, fill, h } from "./dom.js";
import { call } from "./api.js";
import { count, many, millis } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { say } from "./announce.js";
import { state, on } from "./store.js";
import { followPayment } from "./lookup.js";
import { isReadOnly } from "./write-lock.js";

export function start() {
  const form = byId("traffic-form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await tried("traffic-problem", () => startTraffic(plan()));
  });
  form.addEventListener("input", showCommand);
  byId("traffic-stop").addEventListener("click", () => tried("traffic-problem", stopTraffic));
  on("traffic", show);
  on("ready", () => { if (!state.traffic) forget(); });
  on("addresses", showPaymentCommand);
  // The console answers again, so an earlier failure is obsolete.
  on("connection", (connection) => { if (connection === "live") fill(byId("traffic-problem")); });
  showCommand();
  const one = byId("payment-form");
  one.addEventListener("submit", async (event) => {
    event.preventDefault();
    await tried("payment-problem", async () => followPayment((await pay(payment())).id));
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

/** Shows a failure beside the form until the next attempt; updates of the run do not replace it. */
async function tried(place, action) {
  fill(byId(place));
  try {
    await action();
  } catch (e) {
    fill(byId(place), h("p", { class: "problem", role: "alert" }, e.message));
  }
}

/** Makes one payment, as payment-service answers it. */
export const pay = (one) => call("POST", "/api/payments", one);

export async function startTraffic(wanted) {
  show(await call("POST", "/api/traffic", wanted));
}

export async function stopTraffic() {
  show(await call("DELETE", "/api/traffic"));
}

const WORDS = { sending: "sending", checking: "reading the feeds", done: "done" };

function show(run) {
  state.traffic = run;
  allow(run.state);
  if (run.state === "done" && run.inFeeds !== null) say(verdict(run));
  const bar = h("i");
  bar.style.transform = `scaleX(${run.planned ? run.sent / run.planned : 0})`;
  fill(byId("traffic-state"),
    h("div", { class: "progress", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": String(run.planned), "aria-valuenow": String(run.sent), "aria-label": "Payments sent" }, bar),
    h("p", { class: "quiet", data: { run: run.state } }, `${WORDS[run.state]}: ${count(run.sent)} of ${count(run.planned)} sent, ${count(run.accepted)} accepted`
      + (run.retries ? `, ${many(run.retries, "request")} repeated` : "") + (run.failed ? `, ${count(run.failed)} refused` : "") + (run.unknown ? `, ${count(run.unknown)} unknown` : "")
      + (run.hotUser ? `; the busy user is ${run.hotUser}` : "")),
    run.inFeeds === null ? null : h("p", { class: "note", data: { verdict: "run" } }, verdict(run)));
}

/** The console has no run. */
function forget() {
  allow("done");
  fill(byId("traffic-state"));
}

/** Disables buttons that the console would refuse: there is one run at a time. */
function allow(phase) {
  const begin = byId("traffic-form").querySelector("[type=submit]");
  const stop = byId("traffic-stop");
  const focused = document.activeElement;
  begin.disabled = phase !== "done";
  if (!isReadOnly()) begin.title = phase === "sending" ? "Payments are being sent; stop them first." : phase === "checking" ? "The last payments are still searched in the feeds." : "";
  stop.disabled = phase !== "sending";
  if (focused?.disabled && [begin, stop].includes(focused)) (begin.disabled ? stop.disabled ? byId("traffic-title") : stop : begin).focus({ preventScroll: true });
}

/** The sentence at the end of a run, from counted payments. */
export function verdict(run) {
  const longest = run.longestGapMillis === null ? "no rebalance" : `longest gap ${millis(run.longestGapMillis)}`;
  const lost = run.lost === null ? "unknown whether any is lost" : `${count(run.lost)} lost`;
  const way = run.onTheWay ? `, ${count(run.onTheWay)} on the way` : "";
  return `${count(run.accepted)} accepted, ${count(run.inFeeds)} in feeds${way}, ${lost}, ${count(run.twice)} delivered twice, ${count(run.outOfOrder)} out of order; ${longest}.`;
}
