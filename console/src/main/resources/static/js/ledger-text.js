// What the ledger says of its counts, and for which time each is true.
import { count, time } from "./format.js";

/** In ms. Older counts say when they were made. */
const FRESH = 5_000;

/** " at 12:03:05" for a count that is older than the ledger; "" for one of its moment. */
export const asOf = (at, ledgerAt) => (at !== null && Date.parse(ledgerAt) - Date.parse(at) > FRESH ? ` at ${time(at)}` : "");

/**
 * What is not in the figures. Accepted ones and those in feeds are counted at different times, so their
 * difference says nothing: the console compares what both had counted for good, and says for which time.
 */
export function sentences(ledger) {
  const said = ledger.note ? [ledger.note] : [];
  for (const part of ledger.lostIn) said.push(`${count(part.lost)} lost of those accepted from ${time(part.from)} to ${time(part.to)}.`);
  if (ledger.rejected > 0) said.push(`${count(ledger.rejected)} are dead letters.`);
  if (ledger.notInFeeds === null) return said;
  const until = `accepted until ${time(ledger.acceptedUntil)}`;
  const at = time(ledger.notInFeedsAt);
  if (ledger.onTheWay > 0) said.push(`${count(ledger.onTheWay)} of those ${until} ${ledger.onTheWay === 1 ? "was" : "were"} on the way at ${at}.`);
  // While it is unknown whether payments are lost, none can be said to be on its way.
  else if (ledger.onTheWay === null && ledger.notInFeeds > 0) said.push(`${count(ledger.notInFeeds)} of those ${until} ${ledger.notInFeeds === 1 ? "was" : "were"} in no feed at ${at}: on the way, or lost.`);
  const clean = [ledger.lost, ledger.twice, ledger.outOfOrder].every((value) => value === 0)
    && [ledger.lostState, ledger.twiceState, ledger.outOfOrderState].every((state) => state === "confirmed");
  if (clean && ledger.notInFeeds === 0 && ledger.accepted > 0 && !said.length) said.push(`Every payment ${until} is in its user's feed, once.`);
  return said;
}
