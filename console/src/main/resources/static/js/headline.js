// The numbers of consumers and partitions in one line, with what is not well, or not known, of them.
import { count, many } from "./format.js";

const SITUATIONS = {
  none: () => "No consumer reads the topic",
  fewer: (m, p, reads) => (m === 1 ? `1 consumer ${reads} all ${p} partitions` : `${m} consumers for ${p} partitions: some read more than one`),
  equal: (m, p) => (m === 1 ? "1 consumer for 1 partition" : `${m} consumers for ${p} partitions: one each`),
  more: (m, p) => `${m} consumers for ${many(p, "partition")}: ${m - p} idle`,
};

/**
 * The line for an event "group".
 *
 * @param silent number of members that do not answer
 * @param stalled number of partitions of which nothing is read, although their owners are members
 */
export function headline({ group, situation }, silent, stalled) {
  if (!group) return "No group to show";
  const members = group.members.length;
  if (group.note) return `${group.type} group with ${many(members, "consumer")}`;
  const text = (SITUATIONS[situation] ?? SITUATIONS.none)(members, group.partitions.length + group.partitionsLeftOut, silent || stalled ? "has" : "reads");
  return [text, answers(silent, members),
    stalled ? `${many(stalled, "partition")} ${stalled === 1 ? "stands" : "stand"} still` : null,
    group.partitionsLeftOut ? `${count(group.partitionsLeftOut)} of them ${group.partitionsLeftOut === 1 ? "is" : "are"} not looked at` : null].filter(Boolean).join("; ");
}

function answers(silent, members) {
  if (!silent) return null;
  if (silent === members) return members === 1 ? "it does not answer" : "none of them answers";
  return `${silent} ${silent === 1 ? "does" : "do"} not answer`;
}
