// The segments of a timeline: ownership, gaps, silence, stalls.
import { state, silence, stallOf } from "./store.js";

/** Shorter gaps are not drawn, in ms. */
const GAP_MIN = 40;

/** Start of the known history: a console that just began to watch has none. */
export function knownFrom() {
  const spans = state.lanes.flatMap((lane) => lane.spans.slice(0, 1)).map((span) => Date.parse(span.from));
  const rates = state.rates.slice(0, 1).map((point) => point.at);
  return Math.min(...spans, ...rates, Date.parse(state.now?.at ?? new Date().toISOString()));
}

/** Start of the known rates; ownership is known for longer, because group events are kept. */
export const readKnownFrom = () => state.rates[0]?.at ?? Date.parse(state.now?.at ?? new Date().toISOString());

/**
 * The pieces of a lane up to a time, oldest first: {kind, from, to}. Kinds: "span", with memberId and
 * clientId; "gap", open while it goes on; "silent", with the silent member; "stalled",
 * whose owner is alive and reads nothing. All end where the state becomes unknown.
 */
export function pieces(lane, until) {
  const list = [];
  lane.spans.forEach((span, i) => {
    const from = Date.parse(span.from);
    const next = lane.spans[i + 1];
    let to = span.to ? Date.parse(span.to) : until;
    const owner = { memberId: span.memberId, clientId: span.clientId };
    const halt = span.to ? null : halted(lane.partition, span.memberId);
    if (halt && halt.from < until) {
      list.push({ kind: halt.kind, from: Math.max(halt.from, from), to: until, ...owner });
      to = Math.max(halt.from, from);
    }
    list.push({ kind: "span", from, to, ...owner });
    if (span.to) {
      const end = next ? Date.parse(next.from) : until;
      if (end - to > GAP_MIN) list.push({ kind: "gap", from: to, to: end, open: !next });
    }
  });
  return list;
}

/** Since when the owner of a partition is silent, or alive without reading. */
function halted(partition, memberId) {
  const silent = silence(memberId);
  if (silent) return { kind: "silent", from: Date.parse(state.now.at) - silent };
  const stall = stallOf(partition);
  return stall ? { kind: "stalled", from: Date.parse(stall.since) } : null;
}
