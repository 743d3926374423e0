// Which rebalance a gap or a moment belongs to.

/** In ms: the coordinator and the members tell of the same at slightly different times. */
const SLACK = 3_000;
/** In ms, between a mark and its rebalance: a group waits 10 s for one that does not answer. */
const NEAR = 60_000;

const begin = (card) => Date.parse(card.startedAt);
const end = (card) => (card.endedAt ? Date.parse(card.endedAt) : Infinity);
const nearest = (cards, at) => cards.reduce((best, card) => (best && Math.abs(begin(best) - at) <= Math.abs(begin(card) - at) ? best : card), null);

/** The rebalance that moved this partition at the time of the gap; null if none is kept. */
export const cardOfGap = (cards, { partition, from, to }) => nearest(cards.filter((card) =>
  card.moves.some((move) => move.partition === partition) && begin(card) - SLACK <= to && end(card) + SLACK >= from), from);

/** The rebalance of a moment: one that went on, else the next one, else the last one; null if none was near. */
export function cardNear(cards, at) {
  const during = cards.filter((card) => begin(card) <= at && end(card) >= at);
  const after = cards.filter((card) => begin(card) > at && begin(card) - at <= NEAR);
  const before = cards.filter((card) => end(card) < at && at - end(card) <= NEAR);
  return nearest(during, at) ?? nearest(after, at) ?? nearest(before, at);
}
