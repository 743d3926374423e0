// The words of a rebalance's card.
import { distinct } from "./colors.js";
import { listed, millis } from "./format.js";

/** What began the rebalance. */
export function headline(card) {
  const nameIn = namesIn(card);
  const name = (trigger) => nameIn(trigger.memberId, trigger.clientId);
  const of = (cause) => card.triggers.filter((trigger) => trigger.cause === cause);
  const joined = of("join").map(name);
  const left = of("leave").map(name);
  const lost = of("timeout");
  const gone = of("gone").map(name);
  const verb = (names, one, many) => `${listed(names)} ${names.length === 1 ? one : many}`;
  const parts = [
    joined.length ? verb(joined, "joins", "join") : null,
    left.length ? verb(left, "leaves", "leave") : null,
    lost.length ? `${listed(lost.map(name))} timed out: not answered for ${millis(Math.max(...lost.map((t) => t.silentMillis ?? 0)))}` : null,
    gone.length ? `${verb(gone, "was", "were")} removed` : null,
  ].filter(Boolean);
  return parts.length ? parts.join("; ") : "Partitions are reassigned";
}

/** Names members of a card: (memberId, clientId) → the client id, told apart where several of them have it. */
export function namesIn(card) {
  const ids = new Map(); // client id → member ids
  const note = (memberId, clientId) => {
    if (memberId && clientId) ids.set(clientId, (ids.get(clientId) ?? new Set()).add(memberId));
  };
  for (const trigger of card.triggers) note(trigger.memberId, trigger.clientId);
  for (const move of card.moves) {
    note(move.fromMemberId, move.from);
    note(move.toMemberId, move.to);
  }
  return (memberId, clientId) => (memberId && ids.get(clientId)?.size > 1 ? distinct(memberId, clientId) : clientId);
}
