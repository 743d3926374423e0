// One colour per member for its lifetime; two members never share one.
import { state } from "./store.js";

const HUES = 8;
const held = new Map(); // member id → {slot, clientId}
let alive = new Set();

/** Assigns colours to the members of the group and of the timelines, and releases them afterwards. */
export function assign() {
  const members = state.now?.group?.members ?? [];
  const spans = state.lanes.flatMap((lane) => lane.spans);
  alive = new Set(members.map((member) => member.memberId));
  const shown = new Set([...alive, ...spans.map((span) => span.memberId)]);
  for (const id of held.keys()) if (!shown.has(id)) held.delete(id);
  for (const one of [...members, ...spans]) if (!held.has(one.memberId)) hold(one.memberId, one.clientId);
}

/** A restarted process keeps the colour of the one that it replaces, if that is unambiguous. */
function hold(memberId, clientId) {
  const others = [...held].filter(([, other]) => other.clientId !== clientId);
  const same = [...held].filter(([, other]) => other.clientId === clientId);
  const living = same.filter(([id]) => alive.has(id));
  const replaced = alive.has(memberId) ? same.filter(([id]) => !alive.has(id) && living.length === 0) : living;
  if (replaced.length === 1) return held.set(memberId, { slot: replaced[0][1].slot, clientId });
  const taken = new Set([...others, ...same].map(([, other]) => other.slot));
  const number = /-(\d{1,3})$/.exec(clientId);
  let slot = number && Number(number[1]) > 0 && !taken.has(Number(number[1]) - 1) ? Number(number[1]) - 1 : 0;
  while (taken.has(slot)) slot++;
  return held.set(memberId, { slot, clientId });
}

const slotOf = (memberId) => held.get(memberId)?.slot ?? null;

/** The member with this client id, if there is only one: rebalances and deliveries have client ids only. */
function memberOf(clientId) {
  const named = [...held].filter(([, other]) => other.clientId === clientId);
  const living = named.filter(([id]) => alive.has(id));
  const found = living.length ? living : named;
  return new Set(found.map(([, other]) => other.slot)).size === 1 ? found[0][0] : null;
}

/** For CSS: var(--m1) … var(--m8); beyond that the pattern tells them apart, see {@link isStriped}. */
export function colorVar(memberId) {
  const slot = slotOf(memberId);
  return slot === null ? "var(--quiet)" : `var(--m${(slot % HUES) + 1})`;
}

export const colorVarOf = (clientId) => colorVar(memberOf(clientId));

/** Whether another member has the same hue, so that a pattern must tell them apart. */
export const isStriped = (memberId) => (slotOf(memberId) ?? 0) >= HUES;

/** A unique name: the client id, with the end of the member id if several members share it. */
export function nameOf(memberId, clientId) {
  const slot = slotOf(memberId);
  const shared = slot !== null && [...held.values()].some((other) => other.clientId === clientId && other.slot !== slot);
  return shared ? `${clientId} ·${memberId.slice(-5)}` : clientId;
}

let theme;
function read() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(name).trim();
  theme = {
    members: Array.from({ length: HUES }, (_, i) => get(`--m${i + 1}`)),
    text: get("--text"), quiet: get("--quiet"), line: get("--line"), edge: get("--edge"), soft: get("--soft"), panel: get("--panel"),
    bad: get("--bad"), badSoft: get("--bad-soft"), good: get("--good"), accent: get("--accent"),
    mono: get("--mono"),
  };
}
read();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", read);

/** Colours for canvases, as the style sheet has them now. */
export const palette = () => theme;

export function colorOf(memberId) {
  const slot = slotOf(memberId);
  return slot === null ? theme.quiet : theme.members[slot % HUES];
}
