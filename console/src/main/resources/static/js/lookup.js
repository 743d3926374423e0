// User → partition → member, and the way of one payment.
import { byId, fill, h } from "./dom.js";
import { get } from "./api.js";
import { colorVar } from "./colors.js";
import { clock, millis, percent } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { state, on } from "./store.js";

const PAYMENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const FOLLOW_MAX = 60;
let followed = null;

export function start() {
  byId("lookup-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await lookUp(byId("lookup-form").elements.namedItem("query").value.trim());
  });
  on("hot", showHot);
  // A payment on its way is looked at again when its partition moves on: no timer needed.
  on("flow", (flow) => {
    if (followed && flow.out.some((done) => followed.partition === null || done.partition === followed.partition)) follow();
  });
  on("group", () => { if (followed) follow(); });
}

export async function lookUp(query, onItsWay = false) {
  followed = null;
  const field = byId("lookup-form").elements.namedItem("query");
  field.value = query;
  try {
    if (PAYMENT_ID.test(query)) await payment(query, onItsWay);
    else await user(query);
  } catch (e) {
    fill(byId("lookup"), h("p", { class: "problem" }, e.message));
  }
}

async function user(userId) {
  const found = await get(`/api/partitions?userId=${encodeURIComponent(userId)}`);
  const hot = state.hot?.hottest.find((u) => u.userId === userId);
  fill(byId("lookup"),
    h("p", { class: "route", data: { route: String(found.partition) } }, found.userId, " → ", h("span", { class: "chip", vars: { "--c": colorVar(found.member) } }, `P${found.partition}`), " → ",
      found.member ? h("span", {}, h("i", { class: "swatch", vars: { "--c": colorVar(found.member) } }), found.member) : "nobody now"),
    h("p", { class: "note" }, "murmur2 of the user id, modulo the number of partitions: always this one, so one consumer reads all of this user's payments, in order.",
      hot ? ` ${percent(hot.share)} of the last minute's payments are theirs.` : ""),
    commandBox("The same from a shell", commands.partition(userId)));
}

async function payment(id, onItsWay) {
  let trace = null;
  try {
    trace = await get(`/api/payments/${id}`);
  } catch (e) {
    // One that was just accepted comes into sight later: nobody knows it yet, or who does is away.
    if (!onItsWay || ![404, 503].includes(e.status)) throw e;
  }
  if (trace) show(trace);
  if (onItsWay && !(trace && arrived(trace))) followed = { id, partition: trace?.partition ?? null, tries: 0, busy: false };
}

// The reader tells a moment after the entry is there.
const arrived = (trace) => trace.stages.at(-1)?.stage === "in-the-feed" && trace.deliveries.length > 0;

async function follow() {
  const what = followed;
  if (what.busy) return;
  what.busy = true;
  try {
    const trace = await get(`/api/payments/${what.id}`);
    if (followed !== what) return;
    show(trace);
    what.partition = trace.partition;
    if (arrived(trace) || ++what.tries > FOLLOW_MAX) followed = null;
  } catch {
    if (++what.tries > FOLLOW_MAX) followed = null;
  } finally {
    what.busy = false;
  }
}

const STAGES = { accepted: "accepted", committed: "committed", "on-the-topic": "on the topic", read: "read", "in-the-feed": "in the feed" };

/** When it was there; a stage that nothing keeps the time of says what it was surely before. */
const when = (stage) => (stage.at ? clock(stage.at) : stage.notAfter ? `before ${clock(stage.notAfter)}` : "no time is kept");

function show(trace) {
  fill(byId("lookup"),
    h("p", { class: "route" }, trace.userId, " → ", trace.partition === null ? "not on the topic yet" : h("span", { class: "chip", vars: { "--c": "var(--quiet)" }, data: { place: `${trace.partition}-${trace.offset}` } }, `P${trace.partition} @ ${trace.offset}`)),
    h("ol", { class: "stages" }, trace.stages.map((stage) => h("li", { vars: { "--c": stage.stage === "read" || stage.stage === "in-the-feed" ? colorVar(stage.by) : "var(--accent)" }, data: { stage: stage.stage } },
      h("span", { class: `plus${stage.sinceLastMillis > 500 ? " slow" : ""}` }, stage.sinceLastMillis ? `+${millis(stage.sinceLastMillis)}` : ""),
      h("strong", {}, STAGES[stage.stage] ?? stage.stage), h("span", { class: "quiet" }, ` ${when(stage)} · ${stage.by}`)))),
    deliveries(trace),
    h("p", { class: "note" }, `${millis(trace.tookMillis)} in all.`, trace.why ? ` ${trace.why}` : ""),
    commandBox("The same from a shell", commands.trace(trace.paymentId)));
}

/** Each time that a member read it; more than one when it was read again after a kill, or sent twice. */
function deliveries(trace) {
  if (!trace.deliveries.length) return null;
  return h("div", { class: "deliveries" },
    h("h3", {}, trace.deliveries.length === 1 ? "Delivered once" : `Delivered ${trace.deliveries.length} times, in the feed once`),
    h("ol", {}, trace.deliveries.map((delivery) => h("li", { data: { delivery: delivery.by } },
      h("i", { class: "swatch", vars: { "--c": colorVar(delivery.by) } }), `${delivery.by} · P${delivery.partition} @ ${delivery.offset} · told ${clock(delivery.toldAt)}`))));
}

let held = new Map();

/** While the pointer or the focus is on the list nobody changes places: a click meets whom it was aimed at. */
function inPlace(list, hottest) {
  const byUser = new Map(hottest.map((user) => [user.userId, user]));
  if (!list.matches(":hover, :focus-within")) {
    held = byUser;
    return hottest;
  }
  const stay = [...held.values()].map((user) => byUser.get(user.userId) ?? { ...user, share: null });
  return [...stay, ...hottest.filter((user) => !held.has(user.userId))].slice(0, Math.max(held.size, hottest.length));
}

function showHot(hot) {
  byId("hot-note").textContent = hot.records ? `last minute: ${hot.records} payment${hot.records === 1 ? "" : "s"}, ${hot.users} user${hot.users === 1 ? "" : "s"}` : "last minute";
  const max = hot.hottest[0]?.share ?? 1;
  const list = byId("hot");
  const users = inPlace(list, hot.hottest);
  fill(list, users.length ? users.map((user) => {
    const owner = state.now?.group?.partitions[user.partition]?.ownerClientId;
    const bar = h("i", { vars: { "--c": colorVar(owner) } });
    bar.style.transform = `scaleX(${(user.share ?? 0) / max})`;
    return h("li", { data: { key: `hot-${user.userId}`, user: user.userId } },
      h("button", { type: "button", title: `${user.userId} → P${user.partition}`, on: { click: () => lookUp(user.userId) } }, user.userId),
      h("div", { class: "bar" }, bar), h("span", { class: "share" }, user.share === null ? "–" : percent(user.share)));
  }) : h("li", { class: "empty" }, "No payments in the last minute."));
}
