// The offsets of a partition, in numbers and in words.
import { count } from "./format.js";
import { lagOf, inWords } from "./lag.js";
import { state, handledOf } from "./store.js";

/**
 * The offsets of a partition: from position to next records are read whose commit is not seen yet, from
 * next to end they wait. Where no member reports what it reads, next is position.
 */
export function offsetsOf(partition) {
  const handled = handledOf(partition.partition);
  const { start, end, committed } = partition;
  const position = Math.min(end, Math.max(start, committed ?? start));
  const reports = handled && handled.memberId === partition.owner && committed !== null;
  return {
    partition: partition.partition, owner: partition.owner, start, end, committed, position,
    next: reports ? Math.min(end, Math.max(position, handled.next)) : position,
    again: handled?.again ?? null,
    ...lagOf(partition),
  };
}

/** That a second read is delivered once is known only once it is counted. */
export const readAgain = () => (state.ledger?.twice === 0 && state.ledger.twiceState === "confirmed" ? "read twice, delivered once" : "read twice");

export const committedWords = ({ committed, end }) => (committed === null ? "nothing committed"
  : `committed ${count(committed)}${committed > end ? ", beyond the end" : ""}`);

/** For screen readers. */
export function describe(offsets) {
  const { partition, end, position, next, again } = offsets;
  return `Partition ${partition}: ${committedWords(offsets)}, end ${count(end)}, ${inWords(offsets)}.`
    + (next > position ? ` ${count(next - position)} read, commit not seen yet.` : "")
    + (again ? ` ${count(again.from)} to ${count(again.to)} ${readAgain()}: by ${again.first}, and by ${again.second}.` : "");
}
