// Who is in the group, idle ones too, and the controls that start and end replicas.
import { byId, fill, h } from "./dom.js";
import { call, get } from "./api.js";
import { colorVar } from "./colors.js";
import { since } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { state, on, now, emit } from "./store.js";

const SILENT_MS = 2500;
/** Replicas are the notification service's; another group has none here. */
const OWN_GROUP = "notification-service";
/** In ms. */
const LOOK_AGAIN = 1_000;
const LOOK_MAX = 5_000;
let problem = "";
let shown = "";
let looking = null; // the look at the replicas that goes on
let lookedAt = 0;
let news = 0; // counts what changes replicas: a look that began before is out of date

export function start() {
  on("group", show);
  on("replicas", () => { shown = ""; show(); });
  // A replica starts and ends beside the group: look again whenever the group changes, and for as
  // long as one is on its way.
  let members = "";
  on("group", (body) => {
    const key = (body.group?.members ?? []).map((m) => m.memberId).join();
    const changed = key !== members;
    members = key;
    if (changed || (unsettled() && !looking && performance.now() - lookedAt >= LOOK_AGAIN)) refresh();
  });
  refresh();
}

/** Whether replicas may change, or have ended, without the group's members telling so. */
function unsettled() {
  if (state.replicas === null) return true;
  return alive().some((replica) => replica.state !== "running" || !isMember(replica));
}

const alive = () => (state.replicas ? state.replicas.replicas : []).filter((replica) => ["starting", "running", "stopping"].includes(replica.state));
const isMember = (replica) => (state.now?.group?.members ?? []).some((m) => m.clientId === replica.clientId);

/** Looks at the replicas: one look at a time, and once more when something happened meanwhile. */
export function refresh() {
  if (state.replicas === false) return null;
  if (state.groupId !== OWN_GROUP) {
    state.replicas = false;
    emit("replicas", false);
    return null;
  }
  news++;
  looking ??= look();
  return looking;
}

async function look() {
  let known;
  do {
    known = news;
    lookedAt = performance.now();
    try {
      const found = await get("/api/replicas", AbortSignal.timeout(LOOK_MAX));
      if (known === news) state.replicas = found;
    } catch (e) {
      if (e.status === 404) state.replicas = false;
    }
  } while (known !== news);
  looking = null;
  emit("replicas", state.replicas);
}

async function change(method, path, body) {
  try {
    problem = "";
    state.replicas = await call(method, path, body);
    news++;
  } catch (e) {
    problem = e.message;
    // It may be that the replicas are no longer what was shown.
    refresh();
  }
  emit("replicas", state.replicas);
}

export const scale = (count) => change("PUT", "/api/replicas", { count });
export const end = (n, mode) => change("DELETE", `/api/replicas/${n}?mode=${mode}`);

function show() {
  const group = state.now?.group;
  const t = now();
  const members = group?.members ?? [];
  const facts = members.map((member) => ({ member, extra: state.now.members.find((m) => m.memberId === member.memberId) }));
  const waiting = alive().filter((replica) => !isMember(replica));
  const key = JSON.stringify([Boolean(state.now), facts.map((f) => [f.member, Math.round((t - Date.parse(f.extra?.since ?? 0)) / 5000), silent(f.extra, t)]), waiting, problem, state.replicas && state.replicas.count]);
  if (key === shown) return;
  shown = key;
  fill(byId("members"), facts.map((f) => card(f.member, f.extra, t)),
    waiting.map(pending),
    !state.now || members.length || waiting.length ? null : h("li", { class: "empty" }, "Nobody. Records wait on the topic until somebody joins."));
  controls();
}

function silent(extra, t) {
  const quiet = extra?.lastSign ? t - Date.parse(extra.lastSign) : 0;
  return quiet > SILENT_MS ? Math.round(quiet / 1000) : 0;
}

function card(member, extra, t) {
  const idle = member.partitions.length === 0;
  const quiet = silent(extra, t);
  const replica = state.replicas ? state.replicas.replicas.find((r) => r.clientId === member.clientId && r.pid) : null;
  const facts = [
    member.host,
    member.epoch === null ? null : `epoch ${member.epoch}`,
    extra ? `seen for ${since(Date.parse(extra.since), t)}` : null,
    replica ? `pid ${replica.pid}` : null,
  ].filter(Boolean).join(" · ");
  const moving = member.target && String(member.target) !== String(member.partitions)
    ? ` → ${member.target.map((p) => `P${p}`).join(" ") || "none"}` : "";
  return h("li", { class: `member${idle ? " idle" : ""}${quiet ? " silent" : ""}`, vars: { "--c": colorVar(member.clientId) }, data: { key: member.memberId, member: member.clientId } },
    h("div", { class: "member-name" }, member.clientId),
    h("div", { class: "member-facts" }, facts, quiet ? h("span", { class: "bad" }, ` · silent for ${quiet} s`) : null),
    h("div", { class: "member-row" },
      idle ? h("span", { class: "chip idle" }, "idle") : member.partitions.map((p) => h("span", { class: "chip" }, `P${p}`)),
      moving ? h("span", { class: "quiet" }, moving) : null,
      h("span", { class: "spacer" }),
      replica && replica.state === "running" ? [
        h("button", { class: "small", type: "button", data: { key: `stop-${replica.n}` }, "aria-label": `Stop ${member.clientId}`, title: commands.stop(replica.n).join("\n"), on: { click: () => end(replica.n, "stop") } }, "stop"),
        h("button", { class: "small danger", type: "button", data: { key: `kill-${replica.n}` }, "aria-label": `Kill ${member.clientId} with kill -9`, title: commands.kill(replica.n).join("\n"), on: { click: () => end(replica.n, "kill") } }, "kill -9"),
      ] : null));
}

function pending(replica) {
  return h("li", { class: "member idle", vars: { "--c": colorVar(replica.clientId) }, data: { key: `pending-${replica.n}` } },
    h("div", { class: "member-name" }, replica.clientId),
    h("div", { class: "member-facts" }, replica.state === "stopping" ? "finishes its batch and leaves…" : "starts, not yet a member…"));
}

function controls() {
  const replicas = state.replicas;
  const count = replicas ? replicas.count : state.now?.group?.members.length ?? 0;
  fill(byId("replica-controls"), replicas ? [
    h("button", { class: "small", type: "button", data: { key: "minus" }, "aria-label": "One replica less", disabled: count < 1, on: { click: () => scale(count - 1) } }, "−"),
    h("span", { class: "num", "aria-label": `${count} replicas` }, String(count)),
    h("button", { class: "small", type: "button", data: { key: "plus" }, "aria-label": "One replica more", disabled: count > 8, on: { click: () => scale(count + 1) } }, "+"),
  ] : []);
  const slot = byId("replica-command");
  if (state.groupId !== OWN_GROUP) {
    fill(slot, commandBox("The same from a shell", commands.describe(state.groupId)));
    return;
  }
  const lines = ["# one more", ...commands.scale(count + 1), "# one less", ...commands.scale(Math.max(0, count - 1)),
    "# stop, kill", ...commands.stop(1), ...commands.kill(1), "# look", ...commands.describe(state.groupId)];
  // Where there are no buttons the commands are the control: shown at once.
  fill(slot, problem ? h("p", { class: "problem", role: "alert" }, problem) : null,
    replicas === false ? commandBox("Scale it from a shell", lines, true) : commandBox("The same from a shell", lines));
}
