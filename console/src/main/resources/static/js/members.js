// The consumers of the group, including idle ones, and the controls that start and end their processes.
import { byId, fill, h } from "./dom.js";
import { call, get } from "./api.js";
import { colorVar, isStriped, nameOf } from "./colors.js";
import { silentFor } from "./countdown.js";
import { dayTime, many, since } from "./format.js";
import { age, lagOf } from "./lag.js";
import { commandBox, commands } from "./commands.js";
import { state, on, emit, noun, silence, knownUntil, OWN_GROUP } from "./store.js";
import { term } from "./words.js";

/** In ms. */
const POLL_INTERVAL = 1_000;
const POLL_TIMEOUT = 5_000;
let problem = "";
let shown = "";
let polling = null; // the current poll of the replicas
let polledAt = 0;
let changes = 0; // number of changes of replicas: a poll that started before a change is out of date

export function start() {
  on("group", show);
  on("silence", show);
  on("replicas", () => { shown = ""; show(); });
  on("addresses", () => { shown = ""; show(); });
  // The console answers again, so an earlier failure is obsolete.
  on("connection", (connection) => {
    if (connection !== "live" || !problem) return;
    problem = "";
    refresh();
  });
  // Replicas start and end independently of the group: poll whenever the group changes, and while a
  // replica starts or ends.
  let members = "";
  on("group", (body) => {
    const key = (body.group?.members ?? []).map((m) => m.memberId).join();
    const changed = key !== members;
    members = key;
    if (changed || (unsettled() && !polling && performance.now() - polledAt >= POLL_INTERVAL)) refresh();
  });
  let lags = "";
  on("group", () => {
    const next = JSON.stringify((state.now?.group?.partitions ?? []).map((partition) => lateness(partition.partition)));
    if (next === lags) return;
    lags = next;
    shown = "";
    show();
  });
  refresh();
}

/** " 12 s": how late a partition is; "" while it is not. */
function lateness(number) {
  const partition = state.now?.group?.partitions.find((one) => one.partition === number);
  const { late, exact, seconds } = partition ? lagOf(partition) : {};
  return late && exact ? ` ${age(seconds)}` : "";
}

/** Whether replicas may change, or may have ended, while the members of the group stay the same. */
function unsettled() {
  if (state.replicas === null) return true;
  // A silent member may have been killed by other means.
  return alive().some((replica) => replica.state !== "running" || !isMember(replica))
    || (state.now?.group?.members ?? []).some((member) => silence(member.memberId) && !ended(member));
}

const alive = () => (state.replicas ? state.replicas.replicas : []).filter((replica) => ["starting", "running", "stopping"].includes(replica.state));

/** How the process of a member ended that is still a member; null while it runs. */
function ended(member) {
  const named = (state.replicas ? state.replicas.replicas : []).filter((replica) => replica.clientId === member.clientId);
  const over = named.length && named.every((replica) => ["stopped", "killed", "crashed"].includes(replica.state));
  return over && silence(member.memberId) ? named.at(-1).state : null;
}

const isMember = (replica) => (state.now?.group?.members ?? []).some((m) => m.clientId === replica.clientId);

/** Polls the replicas, one poll at a time, and again if something changed meanwhile. */
export function refresh() {
  if (state.replicas === false) return null;
  if (state.groupId !== OWN_GROUP) {
    state.replicas = false;
    emit("replicas", false);
    return null;
  }
  changes++;
  polling ??= poll();
  return polling;
}

async function poll() {
  let known;
  do {
    known = changes;
    polledAt = performance.now();
    try {
      const found = await get("/api/replicas", AbortSignal.timeout(POLL_TIMEOUT));
      if (known === changes) state.replicas = found;
    } catch (e) {
      if (e.status === 404) state.replicas = false;
    }
  } while (known !== changes);
  polling = null;
  emit("replicas", state.replicas);
}

async function change(method, path, body) {
  problem = "";
  try {
    state.replicas = await call(method, path, body);
    changes++;
    emit("replicas", state.replicas);
  } catch (e) {
    // The replicas may differ from those shown.
    refresh();
    throw e;
  }
}

/** Shows a failure below the consumers. */
async function tried(action) {
  try {
    await action();
  } catch (e) {
    problem = e.message;
    emit("replicas", state.replicas);
  }
}

export const scale = (count) => change("PUT", "/api/replicas", { count });
export const end = (n, mode) => change("DELETE", `/api/replicas/${n}?mode=${mode}`);

function show() {
  const group = state.now?.group;
  const t = knownUntil();
  const members = group?.members ?? [];
  const facts = members.map((member) => ({ member, extra: state.now.members.find((m) => m.memberId === member.memberId), quiet: silentFor(member.memberId), ended: ended(member) }));
  const waiting = alive().filter((replica) => !isMember(replica));
  const key = JSON.stringify([Boolean(state.now), facts.map((f) => [f.member, f.quiet, f.ended, f.extra?.trouble, f.extra?.outlook, Math.round((t - Date.parse(f.extra?.since ?? 0)) / 5_000)]), waiting, problem, state.replicas && state.replicas.count, state.now?.watchedSince]);
  if (key === shown) return;
  shown = key;
  fill(byId("members"), facts.map((fact, i) => card(fact, t, i === 0)),
    waiting.map(pending),
    !state.now || members.length || waiting.length ? null : h("li", { class: "empty" }, `No consumers. The ${noun()}s wait on the topic until one joins.`));
  fill(byId("members-since"), !group ? null : [`${members.length} `, term("member", "in the group")],
    state.groupId !== OWN_GROUP && state.now?.watchedSince ? `, watched since ${dayTime(state.now.watchedSince)}` : null);
  controls();
}

/** @param explained whether it explains its words, as the first one does */
function card({ member, extra, quiet, ended: over }, t, explained) {
  const idle = member.partitions.length === 0 && !member.otherPartitions;
  const replica = state.replicas ? state.replicas.replicas.find((r) => r.clientId === member.clientId && r.pid) : null;
  const name = nameOf(member.memberId, member.clientId);
  const facts = [
    member.host,
    extra ? `seen for ${since(Date.parse(extra.since), t)}` : null,
    replica ? `pid ${replica.pid}` : null,
  ].filter(Boolean).join(" · ");
  const assignment = member.epoch === null ? null : [explained ? term("assignment", "assignment no.") : "assignment no.", ` ${member.epoch} · `];
  const moving = member.target && String(member.target) !== String(member.partitions)
    ? ` → ${member.target.map((p) => `P${p}`).join(" ") || "none"}` : "";
  const chip = `chip${over ? " gone" : ""}`;
  return h("li", { class: `member${idle ? " idle" : ""}${quiet ? " silent" : ""}${isStriped(member.memberId) ? " striped" : ""}`, vars: { "--c": colorVar(member.memberId) }, data: { key: member.memberId, member: member.clientId } },
    h("div", { class: "member-name", title: member.memberId }, name, over ? h("span", { class: "ended" }, over) : null),
    h("div", { class: "member-facts" }, assignment, facts),
    quiet ? h("div", { class: "member-facts" }, h("span", { class: "bad" }, `has not answered for ${quiet} s; ${extra.outlook}`)) : null,
    over ? h("div", { class: "member-facts" }, "Still counted as a member of the group, until it has not answered for too long.") : null,
    extra?.trouble ? h("div", { class: "member-facts" }, h("span", { class: "bad" }, extra.trouble)) : null,
    h("div", { class: "member-row" },
      idle ? h("span", { class: "chip idle" }, term("idle")) : member.partitions.map((p) => h("span", { class: chip }, `P${p}`, lateness(p) ? h("span", { class: "bad", title: "Age of the oldest record that waits" }, lateness(p)) : null)),
      member.otherPartitions ? h("span", { class: "quiet" }, others(member.otherPartitions)) : null,
      moving ? h("span", { class: "quiet" }, moving) : null,
      h("span", { class: "spacer" }),
      replica && replica.state === "running" ? [
        h("button", { class: "small", type: "button", data: { key: `stop-${replica.n}`, write: "" }, "aria-label": `stop (says goodbye): ${member.clientId}`, title: commands.stop(replica.n).join("\n"), on: { click: () => tried(() => end(replica.n, "stop")) } }, "stop ", h("small", {}, "(says goodbye)")),
        h("button", { class: "small danger", type: "button", data: { key: `kill-${replica.n}`, write: "" }, "aria-label": `kill (says nothing): ${member.clientId}`, title: commands.kill(replica.n).join("\n"), on: { click: () => tried(() => end(replica.n, "kill")) } }, "kill ", h("small", {}, "(says nothing)")),
      ] : null));
}

/** What a member of a streams group has are tasks. */
const others = (n) => (state.now?.group?.type === "Streams" ? many(n, "active task") : `${many(n, "partition")} of other topics`);

function pending(replica) {
  return h("li", { class: "member idle", vars: { "--c": "var(--quiet)" }, data: { key: `pending-${replica.n}` } },
    h("div", { class: "member-name" }, replica.clientId),
    h("div", { class: "member-facts" }, replica.state === "stopping" ? "finishes its batch and leaves…" : "starts and will join: this takes some seconds, on a busy machine up to a minute…"));
}

function controls() {
  const replicas = state.replicas;
  const count = replicas ? replicas.count : state.now?.group?.members.length ?? 0;
  fill(byId("replica-controls"), replicas ? [
    h("button", { class: "small", type: "button", data: { key: "minus", write: "" }, "aria-label": "One consumer less", disabled: count < 1, on: { click: () => tried(() => scale(count - 1)) } }, "−"),
    h("span", { class: "num" }, `${count} running`),
    h("button", { class: "small", type: "button", data: { key: "plus", write: "" }, "aria-label": "One consumer more", disabled: count > 8, on: { click: () => tried(() => scale(count + 1)) } }, "+"),
  ] : []);
  const slot = byId("replica-command");
  if (state.groupId !== OWN_GROUP) {
    fill(slot, commandBox("The same from a shell", commands.describe(state.groupId)));
    return;
  }
  const lines = ["# one more", ...commands.scale(count + 1), "# one less", ...commands.scale(Math.max(0, count - 1)),
    "# stop, kill", ...commands.stop(1), ...commands.kill(1), "# describe", ...commands.describe(state.groupId)];
  // Without buttons the commands are the only control, so they are shown open.
  fill(slot, problem ? h("p", { class: "problem", role: "alert" }, problem) : null,
    replicas ? h("p", { class: "note" }, term("kill", "How stop and kill differ")) : null,
    replicas === false ? commandBox("Scale it from a shell", lines, true) : commandBox("The same from a shell", lines));
}
