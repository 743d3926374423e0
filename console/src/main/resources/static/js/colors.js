// One look per member for its lifetime; two members never share one.
import { state } from "./store.js";

/** The look of a member is a hue; after as many members as there are hues it is a shade and a pattern, too. */
const HUES = 8;
/** What is mixed into a hue, and how much of it. */
const SHADES = [null, { into: "text", share: 0.4 }, { into: "panel", share: 0.25 }];
/** Shades without a pattern, then all shades with one; for further members the name has a number. */
const LOOKS = HUES * (1 + SHADES.length);
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
  const number = Number(/-(\d{1,3})$/.exec(clientId)?.[1] ?? 0);
  let slot = number > 0 && number <= LOOKS && !taken.has(number - 1) ? number - 1 : 0;
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

const shadeOf = (slot) => SHADES[Math.floor(slot / HUES) % SHADES.length];

/** For CSS. */
export function colorVar(memberId) {
  const slot = slotOf(memberId);
  if (slot === null) return "var(--quiet)";
  const hue = `var(--m${(slot % HUES) + 1})`;
  const shade = shadeOf(slot);
  return shade ? `color-mix(in srgb, ${hue} ${(1 - shade.share) * 100}%, var(--${shade.into}))` : hue;
}

export const colorVarOf = (clientId) => colorVar(memberOf(clientId));

/** Whether another member has the same hue, so that a pattern must tell them apart. */
export const isStriped = (memberId) => (slotOf(memberId) ?? 0) >= HUES;

/** The client id, with the end of the member id if several members share it, and a number if colours do not suffice. */
export function nameOf(memberId, clientId) {
  const slot = slotOf(memberId);
  const shared = slot !== null && [...held.values()].some((other) => other.clientId === clientId && other.slot !== slot);
  const name = shared ? distinct(memberId, clientId) : clientId;
  return slot !== null && slot >= LOOKS ? `${name} (${slot + 1})` : name;
}

/** A client id that several members have, with the end of the member id. */
export const distinct = (memberId, clientId) => `${clientId} ·${memberId.slice(-5)}`;

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
  if (slot === null) return theme.quiet;
  const hue = theme.members[slot % HUES];
  const shade = shadeOf(slot);
  return shade ? mixed(hue, theme[shade.into], shade.share) : hue;
}

/** As color-mix(in srgb) mixes them; both as #rgb or #rrggbb. */
function mixed(color, into, share) {
  const [a, b] = [color, into].map(parts);
  return `rgb(${a.map((part, i) => Math.round(part * (1 - share) + b[i] * share)).join(" ")})`;
}

const parts = (hex) => hex.slice(1).match(hex.length > 4 ? /../g : /./g).map((part) => parseInt(part.padStart(2, part), 16));
