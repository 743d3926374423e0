// What lanes, curves of lag, rebalances and marks hold, as one table.
import { iso } from "./csv.js";
import { pieces } from "./pieces.js";

const COLUMNS = ["kind", "from", "to", "milliseconds", "partition", "consumer", "member_id", "to_consumer", "lag", "rebalance", "text"];

/**
 * The rows, the first with the names of the columns. Kinds: "owner" of a partition, without an end while it
 * is that; "gap", "silent" and "stalled": time in which a partition was not read; "lag"; "rebalance" and its
 * moves; "mark".
 *
 * @param cards rebalances, with headline
 * @param until console time up to which the group is known
 */
export function table({ lanes, rates, cards, marks }, until) {
  const row = (kind, values) => COLUMNS.map((column) => (column === "kind" ? kind : values[column] ?? ""));
  const lasted = (from, to) => ({ from: iso(from), to: iso(to), milliseconds: from && to ? new Date(to) - new Date(from) : "" });
  return [
    COLUMNS,
    ...lanes.flatMap(({ partition, spans }) => spans.map(({ from, to, clientId, memberId }, i) =>
      row("owner", { ...lasted(from, to), partition, consumer: clientId, member_id: memberId, to_consumer: to ? spans[i + 1]?.clientId : "" }))),
    ...lanes.flatMap((lane) => pieces(lane, until).filter(({ kind }) => kind !== "span").map((piece) =>
      row(piece.kind, { ...lasted(piece.from, isOver(piece) ? piece.to : null), partition: lane.partition, ...(piece.kind === "gap" ? ends(lane, piece) : { consumer: piece.clientId, member_id: piece.memberId }) }))),
    ...rates.flatMap(({ at, lag }) => lag.map((records, partition) => row("lag", { from: iso(at), partition, lag: records }))),
    ...cards.flatMap((card) => [
      row("rebalance", { ...lasted(card.startedAt, card.endedAt), rebalance: card.id, text: card.headline }),
      ...card.moves.map((move) => row("move", { from: iso(card.startedAt), milliseconds: move.ownershipGapMillis, partition: move.partition, consumer: move.from, to_consumer: move.to, rebalance: card.id })),
    ]),
    ...marks.map(({ at, label }) => row("mark", { from: iso(at), text: label })),
  ];
}

/** Silence and stalls are those of now. */
const isOver = (piece) => piece.kind === "gap" && !piece.open;

/** The owners before and after a gap. */
function ends({ spans }, gap) {
  const before = spans.findLast((span) => span.to && Date.parse(span.to) <= gap.from);
  const after = spans.find((span) => Date.parse(span.from) >= gap.to);
  return { consumer: before?.clientId, member_id: before?.memberId, to_consumer: gap.open ? "" : after?.clientId };
}
