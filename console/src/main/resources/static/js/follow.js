// Follows one user: the way from the key to the consumer, and the user's payments, numbered.
import { byId, fill, h } from "./dom.js";
import { get } from "./api.js";
import { count, listed, many, time, visible } from "./format.js";
import { say } from "./announce.js";
import { state, on, emit, now, handledOf } from "./store.js";

/** In ms, of requests. A page that nobody sees asks so often that the console goes on. */
const INTERVAL = 500;
const INTERVAL_HIDDEN = 60_000;
const TIMEOUT = 5_000;
const PAYMENTS_MAX = 50;
const WAITING_MAX = 3;
let user = null; // {userId, payments, …} of the console's last answer
let problem = "";
let timer;

export function start() {
  const userId = new URLSearchParams(location.search).get("follow");
  if (userId) followUser(userId);
  on("group", () => { if (user) noteReads(); });
  document.addEventListener("visibilitychange", () => { if (user && !document.hidden) ask(user); });
}

/** The followed user: {userId, partition, payments: [{number, partition, offset, at, readAt}]}; null if there is none. */
export const followed = () => user;

export function followUser(userId) {
  user = { userId, payments: [], since: null, hash: null, partition: null, partitions: null };
  problem = "";
  setUrl(userId);
  say(`The payments of ${userId} are followed.`);
  show();
  ask(user);
}

function stop() {
  clearTimeout(timer);
  user = null;
  setUrl(null);
  show();
  emit("followed", []);
  byId("lookup-title").focus({ preventScroll: true });
}

function setUrl(userId) {
  const params = new URLSearchParams(location.search);
  if (userId) params.set("follow", userId);
  else params.delete("follow");
  const query = params.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

async function ask(mine) {
  clearTimeout(timer);
  let answer = null;
  try {
    answer = await get(`/api/followed?userId=${encodeURIComponent(mine.userId)}`, AbortSignal.timeout(TIMEOUT));
    problem = "";
  } catch (e) {
    problem = e.name === "TimeoutError" ? "The console does not answer." : e.message;
  }
  if (user !== mine) return;
  if (answer) add(answer);
  noteReads();
  clearTimeout(timer);
  timer = setTimeout(() => ask(mine), document.hidden ? INTERVAL_HIDDEN : INTERVAL);
}

/** After a restart of the console the numbers begin anew. */
function add({ newest, since, hash, partition, partitions }) {
  if (user.since !== since) user.payments = [];
  Object.assign(user, { since, hash, partition, partitions });
  const last = user.payments.at(-1)?.number ?? 0;
  const fresh = newest.filter((payment) => payment.number > last).map((payment) => ({ ...payment, at: Date.parse(payment.publishedAt), readAt: null }));
  user.payments = [...user.payments, ...fresh].slice(-PAYMENTS_MAX);
  emit("followed", fresh);
}

/** A payment is read when its consumer reports it, or when it is committed. */
function noteReads() {
  for (const payment of user.payments) {
    const partition = partitionOf(payment.partition);
    if (payment.readAt || !partition) continue;
    if (Math.max(partition.committed ?? 0, handledOf(payment.partition)?.next ?? 0) <= payment.offset) continue;
    payment.readAt = now();
    emit("followed-read", { ...payment, memberId: partition.owner });
  }
  show();
}

const partitionOf = (n) => ([undefined, "payment-done"].includes(state.now?.group?.topic) ? state.now?.group?.partitions[n] : undefined);

function show() {
  byId("follow").hidden = !user;
  if (!user) return;
  const known = user.hash !== null;
  fill(byId("follow"),
    h("ol", { class: "chain", "aria-label": "From the key to the consumer" },
      link("key", visible(user.userId)),
      link("its hash, murmur2", known ? count(user.hash) : "…"),
      link(known ? `remainder by ${user.partitions}` : "remainder", known ? String(user.partition) : "…"),
      link("partition", known ? `P${user.partition}` : "…"),
      link("consumer", known ? partitionOf(user.partition)?.ownerClientId ?? "none now" : "…")),
    h("p", { class: "note", data: { followed: user.userId } }, known ? counts() : "", " "),
    problem ? h("p", { class: "problem" }, problem) : null,
    h("button", { class: "small", type: "button", on: { click: stop } }, "Stop following"));
}

const link = (name, value) => h("li", {}, h("small", {}, name), h("span", {}, value));

function counts() {
  const payments = user.payments;
  if (!payments.length) return `No payment of ${visible(user.userId)} since ${time(user.since)}. Each one that comes is numbered in the drawings.`;
  const waiting = payments.filter((payment) => !payment.readAt).map((payment) => payment.number);
  return `${many(payments.at(-1).number, "payment")} since ${time(user.since)}, numbered in the drawings: `
    + (!waiting.length ? "all read, in this order." : waiting.length > WAITING_MAX ? `${count(waiting.length)} wait, from number ${waiting[0]} on.` : `${waiting.length === 1 ? "number" : "numbers"} ${listed(waiting.map(String))} ${waiting.length === 1 ? "waits" : "wait"}, the others are read, in this order.`);
}
