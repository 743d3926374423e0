// The numbers of consumers and partitions, and what the group does or waits for.
import { byId, fill, h, s, setText } from "./dom.js";
import { shortened } from "./canvas.js";
import { colorVar } from "./colors.js";
import { counted } from "./countdown.js";
import { headline } from "./headline.js";
import { say } from "./announce.js";
import { term } from "./words.js";
import { state, on, silence, stallOf } from "./store.js";

const LOADING = "Loading the group…";
let said = "";
let refused = false;

export function start() {
  on("group", show);
  on("silence", () => { if (!refused) setText("sentence", counted(state.now.sentence)); });
  on("connection", showRefusal);
}

/** Shows why the console refuses this page, instead of the state of the group. */
function showRefusal() {
  if (!state.refusal && !refused) return;
  refused = state.refusal !== "";
  setText("banner-title", refused ? "The group cannot be watched" : LOADING);
  setText("sentence", state.refusal);
  byId("banner").classList.remove("moving");
  if (refused) say(state.refusal);
  said = "";
}

function show(now) {
  const group = now.group;
  const members = group?.members ?? [];
  const partitions = group?.partitions ?? [];
  const silent = members.filter((member) => silence(member.memberId)).length;
  const stalled = partitions.filter((partition) => stallOf(partition.partition)).length;
  setText("banner-title", headline(now, silent, stalled));
  setText("sentence", counted(now.sentence));
  // Screen readers must not announce each second of a silence.
  const announced = now.sentence.replace(/ for [\d ]+ s\b|; \d+ \w+ waits?/g, "");
  if (announced !== said) say(announced);
  said = announced;
  byId("banner").classList.toggle("moving", now.rebalancing || silent > 0 || stalled > 0 || now.sentence.startsWith("Waiting"));
  const changing = (yes) => (yes ? "changing" : "");
  fill(byId("epochs"), group ? [
    h("div", { class: changing(group.state !== "Stable") }, h("dt", {}, term("state")), h("dd", {}, silent && group.state === "Stable" ? "no move going on" : group.state)),
    silent ? h("div", { class: "changing" }, h("dt", {}, "answering"), h("dd", {}, `${members.length - silent} of ${members.length}`)) : null,
    topic(group),
    h("div", {}, h("dt", {}, term("protocol", "rebalance protocol")), h("dd", {}, group.type === "Consumer" ? "new (KIP-848)" : group.type.toLowerCase())),
    group.groupEpoch === null ? null
      : h("div", { class: changing(now.rebalancing) }, h("dt", {}, term("assignment", "assignment no.")), h("dd", {}, String(group.groupEpoch))),
  ] : []);
  picture(group);
}

/** The topic shown, unless it is the expected one. */
function topic({ topic: shown, topics = [] }) {
  const others = topics.filter((one) => one !== shown).length;
  if (!shown || (shown === "payment-done" && !others)) return null;
  return h("div", { title: topics.join(", ") }, h("dt", {}, term("topic"), others ? `, 1 of ${others + 1}` : ""), h("dd", {}, shortened(shown, 24)));
}

/** Partitions above, consumers below, lines between. */
function picture(group) {
  const element = byId("situation-picture");
  const owned = (partition) => partition.owner && !silence(partition.owner) && !stallOf(partition.partition);
  const key = JSON.stringify([group?.members.map((m) => [m.memberId, m.partitions, silence(m.memberId) > 0]), group?.partitions.map((p) => [p.owner, owned(p)])]);
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  if (!group || group.note) return fill(element);
  const n = Math.max(group.members.length, group.partitions.length, 1);
  const width = n * 24;
  const at = (i, count) => ((i + 0.5) * width) / count;
  const svg = s("svg", { viewBox: `0 0 ${width} 54`, width });
  group.members.forEach((member, j) => {
    for (const partition of member.partitions) {
      const line = s("line", { x1: at(partition, group.partitions.length), y1: 10, x2: at(j, group.members.length), y2: 42, "stroke-width": 2.5, "stroke-dasharray": silence(member.memberId) ? "3 3" : "none" });
      line.style.stroke = colorVar(member.memberId);
      svg.append(line);
    }
  });
  group.partitions.forEach((partition, i) => {
    const box = s("rect", { x: at(i, group.partitions.length) - 8, y: 2, width: 16, height: 14, rx: 4 });
    box.style.fill = owned(partition) ? colorVar(partition.owner) : "var(--bad)";
    svg.append(box);
  });
  group.members.forEach((member, j) => {
    const dot = s("circle", { cx: at(j, group.members.length), cy: 44, r: 7, "stroke-width": 2.5 });
    dot.style.stroke = silence(member.memberId) ? "var(--bad)" : colorVar(member.memberId);
    dot.style.fill = member.partitions.length && !silence(member.memberId) ? colorVar(member.memberId) : "transparent";
    svg.append(dot);
  });
  return fill(element, svg);
}
