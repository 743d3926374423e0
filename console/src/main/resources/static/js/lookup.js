// Lookup from a user to the partition to the consumer, and the trace of one payment.
import { byId, fill, h, setText } from "./dom.js";
import { get } from "./api.js";
import { colorVar, colorVarOf } from "./colors.js";
import { clock, dayTime, many, millis, percent, time, visible } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { followUser } from "./follow.js";
import { state, on, now, readsPayments, OWN_GROUP } from "./store.js";
import { term } from "./words.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const FOLLOW_MAX = 60;
let followed = null;
let asked = 0; // number of lookups: only the last one is shown

export function start() {
  byId("lookup-form").addEventListener("submit", (event) => {
    event.preventDefault();
    // Not trimmed: blanks at the ends are part of a user id.
    lookUp(byId("lookup-form").elements.namedItem("query").value);
  });
  on("hot", showHot);
  // A payment on its way is requested again when its partition advances, so no timer is needed.
  on("flow", (flow) => {
    if (followed && flow.out.some((done) => followed.partition === null || done.partition === followed.partition)) follow();
  });
  on("group", () => { if (followed) follow(); });
}

/** A user id may have the form of a payment id, so such an id is shown as both. */
async function lookUp(query) {
  if (!UUID.test(query.trim())) return lookUpUser(query);
  return show(query, async () => {
    const [trace, user] = await Promise.allSettled([get(`/api/payments/${query.trim()}`), userParts(query)]);
    const asUser = user.status === "fulfilled" ? [h("h3", { class: "as-user" }, "As a user id"), ...user.value] : [];
    if (trace.status === "fulfilled") return [...paymentParts(trace.value), ...asUser];
    return [h("p", { class: trace.reason.status === 404 ? "note" : "problem" }, trace.reason.message), ...asUser];
  });
}

const lookUpUser = (userId) => show(userId, () => userParts(userId));

/** Follows a payment that was just accepted until it is in the feed. */
export const followPayment = (id) => show(id, async (mine) => {
  let trace = null;
  try {
    trace = await get(`/api/payments/${id}`);
  } catch (e) {
    // No service knows the payment yet, or the one that knows it does not answer.
    if (![404, 503].includes(e.status)) throw e;
  }
  if (mine === asked && !(trace && arrived(trace))) followed = { id, partition: trace?.partition ?? null, tries: 0, busy: false };
  return trace ? paymentParts(trace) : [h("p", { class: "note" }, "Accepted, and on its way to the topic…")];
});

async function show(query, find) {
  followed = null;
  const mine = ++asked;
  byId("lookup-form").elements.namedItem("query").value = query;
  let parts;
  try {
    parts = await find(mine);
  } catch (e) {
    parts = [h("p", { class: "problem" }, e.message)];
  }
  if (mine === asked) put(parts);
}

/** An answer is one of its moment: owners and ways change after it. */
const put = (parts) => fill(byId("lookup"), parts, h("p", { class: "note", data: { asked: "" } }, `As of ${time(now())}.`));

async function userParts(userId) {
  const found = await get(`/api/partitions?userId=${encodeURIComponent(userId)}`);
  const hot = state.hot?.hottest.find((u) => u.userId === userId);
  const blanks = visible(userId) !== userId;
  const shown = readsPayments() ? state.now?.group?.partitions[found.partition] : null;
  const foreign = state.groupId !== OWN_GROUP && readsPayments();
  const here = foreign ? shown : null;
  // Client ids need not be unique; the group shown says which of them it is.
  const color = !foreign && shown?.ownerClientId === found.member ? colorVar(shown?.owner) : colorVarOf(found.member);
  return [
    h("p", { class: "route", data: { route: String(found.partition) } }, visible(found.userId), " → ", h("span", { class: "chip", vars: { "--c": color } }, `P${found.partition}`), " → ",
      reader(found.member, color, state.groupId === OWN_GROUP ? null : OWN_GROUP)),
    h("button", { class: "small", type: "button", data: { key: "follow" }, "aria-label": `Follow ${visible(userId)}`, on: { click: () => followUser(userId) } }, "Follow"),
    foreign ? h("p", { class: "route" }, "and → ", reader(here?.ownerClientId, colorVar(here?.owner), state.groupId)) : null,
    h("p", { class: "note" }, "Kafka ", term("hash", "hashes"), " the ", term("key"), ` (here the user id) and takes the remainder by ${partitions()}: always partition ${found.partition}. So one consumer of each group reads all payments of this user, in order.`,
      hot ? ` This user made ${percent(hot.share)} of the payments of the last minute.` : "", blanks ? " ␣ stands for a blank." : ""),
    commandBox("The same from a shell", commands.partition(userId))];
}

/** Of the topic of the payments. */
function partitions() {
  const group = readsPayments() ? state.now?.group : null;
  return group?.partitions.length ? String(group.partitions.length + group.partitionsLeftOut) : "the number of partitions";
}

const reader = (clientId, color, groupId) => h("span", {}, clientId ? [h("i", { class: "swatch", vars: { "--c": color } }), clientId] : "no consumer now", groupId ? h("span", { class: "quiet" }, ` of ${groupId}`) : null);

// The report of the member may arrive a moment after the entry, and a receiver's answer later.
const arrived = (trace) => trace.stages.at(-1)?.stage === "in-the-feed" && trace.deliveries.length > 0
  && !trace.webhookDeliveries?.some((delivery) => delivery.state === "WAITING");

async function follow() {
  const what = followed;
  if (what.busy) return;
  what.busy = true;
  try {
    const trace = await get(`/api/payments/${what.id}`);
    if (followed !== what) return;
    put(paymentParts(trace));
    what.partition = trace.partition;
    if (arrived(trace) || ++what.tries > FOLLOW_MAX) followed = null;
  } catch {
    if (++what.tries > FOLLOW_MAX) followed = null;
  } finally {
    what.busy = false;
  }
}

const STAGES = { accepted: "accepted", committed: "committed", "on-the-topic": "on the topic", read: "read", "in-the-feed": "in the feed" };

/** The time of a stage; for a stage without a recorded time the latest possible time. */
const when = (stage) => (stage.at ? clock(stage.at) : stage.notAfter ? `before ${clock(stage.notAfter)}` : "time not recorded");

function paymentParts(trace) {
  return [
    h("p", { class: "route" }, visible(trace.userId), " → ", trace.partition === null ? "not on the topic yet" : h("span", { class: "chip", vars: { "--c": "var(--quiet)" }, data: { place: `${trace.partition}-${trace.offset}` } }, `partition ${trace.partition}, `, term("offset"), ` ${trace.offset}`)),
    h("ol", { class: "stages" }, trace.stages.map((stage) => h("li", { vars: { "--c": stage.stage === "read" || stage.stage === "in-the-feed" ? colorVarOf(stage.by) : "var(--accent)" }, data: { stage: stage.stage } },
      h("span", { class: `plus${stage.sinceLastMillis > 500 ? " slow" : ""}` }, stage.sinceLastMillis ? `+${millis(stage.sinceLastMillis)}` : ""),
      h("strong", {}, STAGES[stage.stage] ?? stage.stage), h("span", { class: "quiet" }, ` ${when(stage)} · ${stage.by}`))),
      (trace.webhookDeliveries ?? []).map((delivery, i) => channelDelivery(delivery, i === 0))),
    trace.webhookDeliveries ? null : h("p", { class: "note" }, "notification-service does not answer, so its deliveries to webhooks and by e-mail are not known."),
    trace.webhookDeliveriesSince ? h("p", { class: "note", data: { since: trace.webhookDeliveriesSince } }, `This user has many newer deliveries to webhooks and by e-mail: those from before ${dayTime(trace.webhookDeliveriesSince)} were not looked at, and this payment's may be among them.`) : null,
    deliveries(trace),
    h("p", { class: "note" }, `${millis(trace.tookMillis)} in all.`, trace.why ? ` ${trace.why}` : "", trace.note ? ` ${trace.note}` : "",
      state.groupId === OWN_GROUP ? "" : ` The stages read and feed belong to ${OWN_GROUP}.`),
    commandBox("The same from a shell", commands.trace(trace.paymentId))];
}

const STATES = {
  webhook: { WAITING: "waits for its webhook", DELIVERED: "delivered to a webhook", DEAD: "given up" },
  email: { WAITING: "waits for its e-mail", DELIVERED: "delivered by e-mail", DEAD: "e-mail given up" },
};

const stateOf = (delivery) => STATES[delivery.channel]?.[delivery.state] ?? `${delivery.channel}: ${delivery.state.toLowerCase()}`;

/**
 * The delivery of the feed entry to an endpoint or by another channel, with each attempt.
 *
 * @param explained whether it explains its words, as the first one does
 */
function channelDelivery(delivery, explained) {
  const at = delivery.finishedAt ?? delivery.nextAttemptAt;
  const failed = delivery.state === "DEAD" || (delivery.state === "WAITING" && delivery.tries > 0);
  return h("li", { vars: { "--c": failed ? "var(--bad)" : "var(--accent)" }, data: { stage: delivery.channel, state: delivery.state } },
    h("strong", {}, stateOf(delivery)),
    h("span", { class: "quiet" }, `${delivery.finishedAt ? ` ${clock(at)}` : at ? `, next attempt ${clock(at)}` : ""} · `, explained ? term("sequence") : "sequence", ` ${delivery.sequence} of ${visible(delivery.userId)}`),
    h("ol", { class: "attempts" }, delivery.attempts.map((attempt) => h("li", {}, `${clock(attempt.at)} ${attempt.error ?? (attempt.status === null ? "taken" : `status ${attempt.status}`)}, ${millis(attempt.durationMs)}`))));
}

/** Each read of the event: more than one if it was read again after a kill, or published twice. */
function deliveries(trace) {
  if (!trace.deliveries.length) return null;
  return h("div", { class: "deliveries" },
    h("h3", {}, trace.deliveries.length === 1 ? "Delivered once" : `Delivered ${trace.deliveries.length} times, in the feed once`),
    h("ol", {}, trace.deliveries.map((delivery) => h("li", { data: { delivery: delivery.by } },
      h("i", { class: "swatch", vars: { "--c": colorVarOf(delivery.by) } }), `${delivery.by} · partition ${delivery.partition}, offset ${delivery.offset} · reported ${clock(delivery.toldAt)}`))));
}

let held = new Map();

/** Keeps the order while the pointer or the focus is on the list, so that a click hits its target. */
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
  setText("hot-note", hot.note ?? (hot.records ? `last minute: ${many(hot.records, "payment")}, ${many(hot.users, "user")}` : "last minute"));
  const max = hot.hottest[0]?.share ?? 1;
  const list = byId("hot");
  const users = inPlace(list, hot.hottest);
  fill(list, users.length ? users.map((user) => {
    // A group that reads another topic owns none of these partitions.
    const owner = readsPayments() ? state.now?.group?.partitions[user.partition]?.owner : null;
    const bar = h("i", { vars: { "--c": colorVar(owner) } });
    bar.style.transform = `scaleX(${(user.share ?? 0) / max})`;
    return h("li", { data: { key: `hot-${user.userId}`, user: user.userId } },
      h("button", { type: "button", title: `${visible(user.userId)} → P${user.partition}`, on: { click: () => lookUpUser(user.userId) } }, visible(user.userId)),
      h("div", { class: "bar" }, bar), h("span", { class: "share" }, user.share === null ? "–" : percent(user.share)));
  }) : h("li", { class: "empty" }, "No payments in the last minute."));
}
