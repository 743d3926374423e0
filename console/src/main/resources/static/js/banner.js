// How many consumers for how many partitions, and what the group does or waits for.
import { byId, fill, h, s } from "./dom.js";
import { colorVar } from "./colors.js";
import { say } from "./announce.js";
import { state, on } from "./store.js";

const HEADLINES = {
  none: () => "Nobody reads the topic",
  fewer: (m, p) => `${m} consumer${m === 1 ? "" : "s"} for ${p} partitions: some read more than one`,
  equal: (m, p) => `${m} consumers for ${p} partitions: one each`,
  more: (m, p) => `${m} consumers for ${p} partitions: ${m - p} idle`,
};

const TONES = { live: "good", paused: "" };
const LOOKING = "Looking at the group…";
let said = "";
let refused = false;

export function start() {
  on("group", show);
  on("connection", (connection) => {
    const pill = byId("connection");
    pill.textContent = connection;
    pill.className = `pill ${TONES[connection] ?? "bad"}`;
    tellRefusal();
  });
}

/** Instead of what the group does: why the console does not let this page watch it. */
function tellRefusal() {
  if (!state.refusal && !refused) return;
  refused = state.refusal !== "";
  byId("banner-title").textContent = refused ? "The group cannot be watched" : LOOKING;
  byId("sentence").textContent = state.refusal;
  byId("banner").classList.remove("moving");
  if (refused) say(state.refusal);
  said = "";
}

function show(now) {
  const group = now.group;
  const members = group?.members.length ?? 0;
  const partitions = group?.partitions.length ?? 0;
  byId("banner-title").textContent = group ? HEADLINES[now.situation](members, partitions) : "No group to show";
  const sentence = byId("sentence");
  if (sentence.textContent !== now.sentence) sentence.textContent = now.sentence;
  // Each second of a silence is for the eye only.
  const told = now.sentence.replace(/ for [\d ]+ s\b/g, "");
  if (told !== said) say(told);
  said = told;
  byId("banner").classList.toggle("moving", now.rebalancing || now.sentence.startsWith("Waiting"));
  const changing = (yes) => (yes ? "changing" : "");
  fill(byId("epochs"), group ? [
    h("div", { class: changing(group.state !== "Stable") }, h("dt", {}, "state"), h("dd", {}, group.state)),
    h("div", {}, h("dt", {}, "protocol"), h("dd", {}, group.type === "Consumer" ? "KIP-848" : group.type)),
    group.groupEpoch === null ? null
      : h("div", { class: changing(now.rebalancing) }, h("dt", {}, "epoch"), h("dd", {}, String(group.groupEpoch))),
  ] : []);
  picture(group);
}

/** Partitions above, members below, lines between. */
function picture(group) {
  const element = byId("situation-picture");
  const key = JSON.stringify([group?.members.map((m) => [m.clientId, m.partitions]), group?.partitions.length]);
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  if (!group) return fill(element);
  const n = Math.max(group.members.length, group.partitions.length, 1);
  const width = n * 24;
  const at = (i, count) => ((i + 0.5) * width) / count;
  const svg = s("svg", { viewBox: `0 0 ${width} 54`, width });
  group.members.forEach((member, j) => {
    for (const partition of member.partitions) {
      const line = s("line", { x1: at(partition, group.partitions.length), y1: 10, x2: at(j, group.members.length), y2: 42, "stroke-width": 2.5 });
      line.style.stroke = colorVar(member.clientId);
      svg.append(line);
    }
  });
  group.partitions.forEach((partition, i) => {
    const box = s("rect", { x: at(i, group.partitions.length) - 8, y: 2, width: 16, height: 14, rx: 4 });
    box.style.fill = partition.ownerClientId ? colorVar(partition.ownerClientId) : "var(--bad)";
    svg.append(box);
  });
  group.members.forEach((member, j) => {
    const dot = s("circle", { cx: at(j, group.members.length), cy: 44, r: 7, "stroke-width": 2.5 });
    dot.style.stroke = colorVar(member.clientId);
    dot.style.fill = member.partitions.length ? colorVar(member.clientId) : "transparent";
    svg.append(dot);
  });
  return fill(element, svg);
}
