// The rebalance protocols side by side: four groups, the same records, one kill; lanes by time, and what was measured.
import { byId, fill, h, setText } from "./dom.js";
import { call } from "./api.js";
import { count, listed, many, millis, time } from "./format.js";
import { say } from "./announce.js";
import { api, commandBox, kafka } from "./commands.js";
import { colorOf, named, tried } from "./lab-pieces.js";
import { PROTOCOLS } from "./lab-protocols-texts.js";
import { lab } from "./lab-state.js";
import { follow, inTheWay } from "./lab-subject.js";
import { on } from "./store.js";

/** In ms. */
const ASK_INTERVAL = 2_000;
/** What the picture shows: before a kill, and around it. */
const CALM = 25_000;
const BEFORE = 5_000;
const AFTER = 20_000;
const AFTER_MAX = 45_000;
/** A shorter pause is no gap: records come each 100 ms, and a slow one takes 400. */
const GAP_MIN = 1_000;
/** Of the picture's width, in percent: a number needs as much. */
const NUMBER_MIN = 4;

const PHASES = {
  starting: ["joins", ""], working: ["at work", "good"], killed: ["a partition waits", "bad"],
  recovered: ["all is read again", "good"], failed: ["a consumer has failed", "bad"],
};

let last = null; // the latest state, of a comparison that is on or has ended
let busy = false;
let announced = false; // what was measured
const subject = follow("/api/lab/protocols", "protocols", take);

export function start() {
  byId("protocols-start").addEventListener("click", () => act(begin));
  byId("protocols-kill").addEventListener("click", () => act(kill));
  byId("protocols-end").addEventListener("click", finish);
  on("lab", show);
  on("other", show);
  on("addresses", showCommand);
  setInterval(ask, ASK_INTERVAL);
  ask();
  showCommand();
  show();
}

function ask() {
  if (!document.hidden && !busy) subject.ask(() => busy);
}

async function act(action) {
  if (busy) return;
  busy = true;
  show();
  await tried("protocols-problem", action);
  busy = false;
  show();
}

async function begin() {
  announced = false;
  subject.take(await call("POST", "/api/lab/protocols", {}));
}

async function kill() {
  subject.take(await call("POST", "/api/lab/protocols/kill", {}));
  say("Consumer 1 of each group is killed.");
}

/** Takes a while after a kill: the sessions of the dead consumers have to time out first. */
async function finish() {
  setText("protocols-end", "Ending…");
  await act(async () => {
    try {
      await call("DELETE", "/api/lab/protocols");
    } catch (e) {
      if (e.status !== 404) throw e;
    }
    subject.take(null);
  });
  setText("protocols-end", "End the comparison");
}

function take(state, before) {
  if (state) last = state;
  if (state?.id !== before?.id) showCommand();
  if (all("recovered") && !announced) {
    announced = true;
    say(`Longest gaps: ${state.groups.map((group) => `${PROTOCOLS[group.protocol].title} ${millis(longest(group))}`).join("; ")}.`);
  }
  show();
}

function show() {
  const now = subject.state;
  const focused = document.activeElement;
  const isOn = Boolean(now);
  byId("protocols-start").hidden = isOn;
  byId("protocols-start").disabled = busy || now === undefined || Boolean(lab.now || inTheWay("protocols"));
  byId("protocols-kill").hidden = !isOn || now.killedAtMs !== null;
  byId("protocols-kill").disabled = busy || !all("working");
  byId("protocols-end").hidden = !isOn;
  byId("protocols-end").disabled = busy;
  // The focused control is gone: the keyboard goes on from here.
  if (focused && focused !== document.body && !focused.checkVisibility()) byId("protocols-title").focus({ preventScroll: true });
  setText("protocols-until", isOn ? `${count(now.sent)} records sent, ends by itself at ${time(now.endsAt)}` : "");
  setText("protocols-note", note(now));
  byId("protocols-groups").hidden = byId("protocols-legend").hidden = !last;
  if (last) fill(byId("protocols-groups"), last.groups.map((group) => card(group, view(last))));
}

const all = (phase) => Boolean(subject.state) && subject.state.groups.every((group) => group.phase === phase);

function note(now) {
  if (!now && lab.now) return "There is a lab: end it to compare the protocols.";
  if (!now && inTheWay("protocols")) return `${inTheWay("protocols")} to compare the protocols.`;
  if (!now && last) return "It has ended, and its topic and groups are deleted. This is what was measured.";
  if (!now) return "A group of each protocol reads the same topic: three partitions, ten records a second in each. One kill hits consumer 1 of each group, and the gaps are measured.";
  if (now.killedAtMs === null) return all("working") ? "All are at work. Who will stand still, and for how long? Kill consumer 1 of each." : "They start and join their groups.";
  if (!all("recovered")) return "Consumer 1 of each is dead and did not say so. Its partition waits until its session has timed out, ten seconds after its last heartbeat; in the share group the partition has a second consumer.";
  return "No consumer protocol spares the session's time-out, which makes the long gap. They differ in who else stands still; a share group waits for nobody, and loses the order.";
}

/** From when to when the picture is, in ms; after a kill it stays, unless a gap is longer. */
function view({ atMs, killedAtMs: killed, groups }) {
  if (killed === null) return { from: atMs - CALM, to: atMs, at: atMs, killed };
  const after = Math.max(AFTER, ...groups.map((group) => longest(group) + BEFORE));
  return { from: killed - BEFORE, to: killed + Math.min(AFTER_MAX, after), at: atMs, killed };
}

const longest = ({ partitions }) => partitions.reduce((most, { gapMs }) => (gapMs === null ? most : Math.max(most ?? 0, gapMs)), null);

function card(group, window) {
  const { protocol, phase, stoodStill, handledTwice, outOfOrder, handled } = group;
  const { title, setting, why } = PROTOCOLS[protocol];
  const [word, tone] = subject.state ? PHASES[phase] : ["ended", ""];
  const wasKilled = window.killed !== null;
  const gap = longest(group);
  const figure = (name, value, text, isBad) => h("div", { class: `verdict ${wasKilled ? (isBad ? "bad" : "good") : ""}`, data: { key: name, figure: name, value: String(value ?? "") } },
    h("b", {}, text), h("small", {}, FIGURES[name]));
  return h("li", { data: { key: protocol, protocol, state: subject.state ? phase : "ended" } },
    h("div", { class: "museum-head" }, h("h3", {}, title), h("code", { class: "quiet" }, setting), h("span", { class: `pill ${tone}` }, word)),
    h("div", { class: "protocol-lanes" }, group.partitions.map((partition) => lane(partition, window)), times(window)),
    h("div", { class: "protocol-figures" },
      figure("gap", gap, gap === null ? "–" : millis(gap), gap >= GAP_MIN),
      figure("still", stoodStill.length, stoodStill.length ? listed(stoodStill) : wasKilled ? "none" : "–", stoodStill.length),
      h("div", { class: "verdict", data: { key: "twice", figure: "twice", value: String(handledTwice) } }, h("b", {}, count(handledTwice)), h("small", {}, FIGURES.twice)),
      figure("order", outOfOrder, count(outOfOrder), outOfOrder)),
    h("p", { class: "quiet protocol-why" }, `${why} ${count(handled)} handled.`));
}

const FIGURES = { gap: "longest gap", still: "consumers that stood still and lost nothing", twice: "handled twice", order: "out of order" };

function lane({ partition, spans, standstills, before, after, gapMs }, window) {
  const rows = inRows(spans);
  const height = rows.reduce((most, { row }) => Math.max(most, row + 1), 1);
  const piece = (key, fromMs, toMs, look, vars, text) => {
    const [from, to] = [percent(fromMs, window), percent(toMs, window)];
    return to > 0 && from < 100 ? h("i", { class: look, vars: { "--from": from.toFixed(2), "--to": to.toFixed(2), ...vars }, data: { key } }, to - from > NUMBER_MIN ? text : null) : null;
  };
  const moved = `${readers(before)} → ${readers(after)}`;
  return h("div", { class: "protocol-lane", data: { key: `lane-${partition}`, partition: String(partition) } },
    h("span", { class: "num" }, `P${partition}`),
    h("div", { class: "protocol-strip", role: "img", "aria-label": window.killed === null ? `${named([partition])}: ${consumers(spans)}` : `${named([partition])}: before the kill ${readers(before)}, then ${readers(after)}; gap ${millis(gapMs)}${standstills.length ? `, taken away for ${millis(held(standstills))}` : ""}` },
      rows.map(({ consumer, fromMs, toMs, row }) => piece(`read-${consumer}-${fromMs}`, fromMs, toMs, "read", { "--c": colorOf(consumer), "--row": row, "--rows": height }, String(consumer))),
      gaps(spans, window).map(([from, to]) => piece(`gap-${from}`, from, to, "gap", {}, null)),
      standstills.map(({ fromMs, toMs }) => piece(`stop-${fromMs}`, fromMs, toMs, "protocol-stop", {}, null)),
      window.killed === null ? null : piece("kill", window.killed, window.killed, "protocol-kill", {}, null)),
    h("span", { class: "num", data: { gap: String(gapMs ?? "") } }, window.killed === null ? "" : `${moved}, ${millis(gapMs)}`));
}

const readers = (numbers) => (numbers.length ? numbers.join("+") : "nobody");
const consumers = (spans) => many(new Set(spans.map(({ consumer }) => consumer)).size, "consumer");
const held = (standstills) => Math.max(...standstills.map(({ fromMs, toMs }) => toMs - fromMs));
const percent = (at, { from, to }) => Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));

/** Spans at the same time are one below the other. */
function inRows(spans) {
  const ends = [];
  return [...spans].sort((a, b) => a.fromMs - b.fromMs).map((span) => {
    const free = ends.findIndex((end) => end <= span.fromMs);
    const row = free < 0 ? ends.length : free;
    ends[row] = span.toMs;
    return { ...span, row };
  });
}

/** When nobody read since the kill, from and to in ms. */
function gaps(spans, { at, killed, to }) {
  if (killed === null) return [];
  const found = [];
  let end = null;
  const next = (start) => {
    if (end !== null && start - end > GAP_MIN && start > killed && end < to) found.push([end, start]);
  };
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    next(fromMs);
    end = Math.max(end ?? 0, toMs);
  }
  next(at);
  return found;
}

/** Seconds before and after the kill. */
function times(window) {
  if (window.killed === null) return null;
  const marks = [0, 5_000, 10_000, 15_000].filter((ms) => window.killed + ms < window.to);
  return h("div", { class: "protocol-lane", data: { key: "times" }, "aria-hidden": "true" }, h("span", {}),
    h("div", { class: "protocol-times quiet num" }, marks.map((ms) => h("span", { vars: { "--from": percent(window.killed + ms, window).toFixed(2) } }, ms ? `+${ms / 1_000} s` : "kill")),
      h("span", { vars: { "--from": "100" } }, `+${Math.round((window.to - window.killed) / 1_000)} s`)),
    h("span", {}));
}

function showCommand() {
  const id = subject.state?.id;
  fill(byId("protocols-command"), commandBox("The same from a shell", [
    `curl -X POST ${api("/api/lab/protocols")}   # starts the four groups`,
    `curl -X POST ${api("/api/lab/protocols/kill")}   # kills consumer 1 of each`,
    `curl ${api("/api/lab/protocols")}   # what was measured`,
    ...(id ? [...kafka("consumer-groups", `--describe --members --verbose --group ${id}-eager   # or -cooperative, -consumer`),
      ...kafka("share-groups", `--describe --members --group ${id}-share`).slice(1)] : []),
    `curl -X DELETE ${api("/api/lab/protocols")}   # ends it`,
  ]));
}
