// The prepared experiments. Each asks, does it in a lab of its own, and computes the answer from what the
// engine reports.
import { count, listed, many, millis } from "./format.js";
import { named, present } from "./lab-pieces.js";

/** In ms, on a busy machine. */
const JOINED_MAX = 60_000;
/** A dead consumer's session has to time out first. */
const MOVED_MAX = 120_000;
const WORK_MAX = 60_000;

const member = (state, n) => state.members.find((one) => one.n === n);
const partitionsOf = (state, n) => member(state, n)?.partitions ?? [];
const isSettled = (state) => state.partitions.every((partition) => partition.owner !== null)
  && !state.members.some((one) => one.state === "joining");
const shares = (state) => listed(present(state).map((one) => `consumer ${one.n} has ${one.partitions.length ? named(one.partitions) : "none"}`));
const used = (state) => state.keysPerPartition.filter((users) => users > 0).length;

/** Starts a lab with records, and with consumers that share its partitions; returns their numbers. */
async function begin(bench, plan, producer, consumers) {
  await bench.start(plan);
  await bench.produce({ mode: "user-key", ratePerSecond: 20, users: 10, ...producer });
  const added = await bench.add(consumers);
  await bench.must("The consumers join", (state) => isSettled(state)
    && present(state).filter((one) => one.partitions.length).length === Math.min(consumers, state.partitions.length), JOINED_MAX);
  bench.note(`${shares(bench.state)}.`.replace("consumer", "Consumer"));
  return added;
}

async function fourth(bench) {
  await begin(bench, {}, {}, 2);
  await bench.add();
  await bench.must("The third consumer gets a partition", (state) => isSettled(state) && present(state).every((one) => one.partitions.length === 1), JOINED_MAX);
  bench.note(`A third joined: ${shares(bench.state)}.`);
  const [last] = await bench.add();
  await bench.until((state) => isSettled(state) && member(state, last)?.state === "running", JOINED_MAX);
  await bench.pause(3_000);
  const state = bench.state;
  bench.note(`A fourth joined: ${shares(state)}.`);
  const mine = partitionsOf(state, last);
  const isShared = mine.some((p) => present(state).some((one) => one.n !== last && one.partitions.includes(p)));
  return {
    answer: mine.length === 0 ? "nothing" : isShared ? "share" : "own",
    facts: [`Consumer ${last} has ${mine.length ? named(mine) : "no partition"}, and handled ${many(member(state, last)?.handled ?? 0, "record")}.`],
  };
}

async function withoutKey(bench) {
  const [, slow] = await begin(bench, {}, { users: 1, ratePerSecond: 40 }, 2);
  await bench.patch(slow, { msPerRecord: 20 });
  await bench.must("Records are handled", (state) => state.counts.handled >= 40, WORK_MAX);
  const withKey = used(bench.state);
  bench.note(`With the key, ${many(bench.state.counts.handled, "record")} of the user are on ${many(withKey, "partition")}.`);
  await bench.produce({ mode: "no-key", users: 1, ratePerSecond: 200 });
  await bench.until((state) => used(state) === state.partitions.length, 20_000);
  await bench.pause(4_000);
  const state = bench.state;
  const without = used(state);
  bench.note(`Without it, they are on ${without}.`);
  return {
    answer: String(without),
    facts: [`The user's records were on ${many(withKey, "partition")} with the key, and on ${without} after it was left out.`,
      state.counts.outOfOrderUsers ? "Two consumers handled them, and not in the user's order." : "They happened to be handled in the user's order; nothing guarantees it."],
  };
}

/** Kills a consumer at its commit, and counts what that did to the records. */
const killed = (commit, mode) => async (bench) => {
  const [victim, survivor] = await begin(bench, { commit, partitions: 2 }, { ratePerSecond: 100 }, 2);
  await bench.patch(victim, { msPerRecord: 15 });
  const begun = member(bench.state, victim).handled;
  await bench.must("The consumer works", (state) => member(state, victim).handled > begun + 50 && member(state, victim).lastCommitAt, WORK_MAX);
  // With automatic commits, somewhere between two of them.
  if (commit === "automatic") await bench.pause(3_000);
  const before = bench.state.counts;
  bench.note(`Consumer ${victim} has handled ${many(member(bench.state, victim).handled, "record")}; nothing was repeated or lost: ${count(before.handledTwice)}, ${count(before.neverHandled)}.`);
  await bench.remove(victim, mode);
  await bench.must("The consumer dies", (state) => !member(state, victim) || member(state, victim).state === "killed", WORK_MAX);
  const kept = partitionsOf(bench.state, victim);
  bench.note(`Consumer ${victim} was killed.${kept.length ? ` The group still keeps ${named(kept)} for it.` : ""}`);
  const at = performance.now();
  await bench.must("The other consumer takes over", (state) => state.partitions.every((partition) => partition.owner === survivor), MOVED_MAX);
  bench.note(`After ${millis(performance.now() - at)} consumer ${survivor} has all partitions, and starts at the last commit.`);
  await bench.until((state) => state.partitions.every((partition) => partition.lag < 200), WORK_MAX);
  await bench.pause(3_000);
  const twice = bench.state.counts.handledTwice - before.handledTwice;
  const lost = bench.state.counts.neverHandled - before.neverHandled;
  return {
    answer: twice && lost ? null : twice ? "twice" : lost ? "lost" : "once",
    facts: [`Of ${many(bench.state.counts.sent, "record")}, ${count(twice)} were handled twice and ${count(lost)} by nobody.`],
  };
};

async function tooLong(bench) {
  const limit = 5_000;
  const [slow] = await begin(bench, { partitions: 2, maxPollIntervalMs: limit }, {}, 2);
  const mine = partitionsOf(bench.state, slow);
  const before = bench.state.counts;
  await bench.patch(slow, { frozen: true });
  const at = performance.now();
  bench.note(`Consumer ${slow} works on one record and polls no more. It had ${named(mine)}.`);
  let waiting = 0;
  const hasMoved = await bench.until((state) => {
    const its = state.partitions.filter(({ partition }) => mine.includes(partition));
    waiting = Math.max(waiting, ...its.map((partition) => partition.lag));
    return its.every(({ owner }) => owner !== null && owner !== slow);
  }, limit + 30_000);
  const took = performance.now() - at;
  bench.note(hasMoved ? `After ${millis(took)} ${shares(bench.state)}; up to ${many(waiting, "record")} waited.` : `After ${millis(took)} it still has them.`);
  if (hasMoved) {
    await bench.patch(slow, { frozen: false });
    await bench.until((state) => state.counts.handledTwice > before.handledTwice, 10_000);
    bench.note("Its work is done now, and its commit comes too late.");
  }
  const twice = bench.state.counts.handledTwice - before.handledTwice;
  return {
    answer: !hasMoved ? "keep" : took < limit / 2 ? "at-once" : "moved",
    facts: [hasMoved ? `The partitions moved after ${millis(took)}, with max.poll.interval.ms at ${millis(limit)}.` : `The partitions did not move within ${millis(took)}.`,
      `${many(twice, "record")} ${twice === 1 ? "was" : "were"} handled twice.`],
  };
}

async function onePartition(bench) {
  const added = await begin(bench, { partitions: 1 }, {}, 3);
  await bench.must("Records are handled", (state) => state.counts.handled >= 100, WORK_MAX);
  const state = bench.state;
  const done = added.map((n) => member(state, n));
  const readers = done.filter((one) => one.partitions.length);
  const copies = done.reduce((sum, one) => sum + one.handled, 0) > 1.5 * state.counts.sent;
  bench.note(`${listed(done.map((one) => `consumer ${one.n} handled ${count(one.handled)}`))}.`.replace("consumer", "Consumer"));
  return {
    answer: copies ? "copies" : readers.length === 1 ? "one" : "shared",
    facts: [`${many(readers.length, "consumer")} of ${done.length} ${readers.length === 1 ? "has" : "have"} a partition; ${count(done.length - readers.length)} handled nothing or waited.`],
  };
}

/** An event of a consumer that gives partitions up; that may be too short to be seen in their owners. */
const GAVE_UP = /gave up partitions? ([\d, ]+)/;

/** How many partitions had to stop, or to move, when a consumer joined; and for how long at most. */
async function join(bench, protocol) {
  const [, slow] = await begin(bench, { protocol, partitions: 4 }, {}, 2);
  // A consumer at work answers at its next poll only.
  await bench.patch(slow, { msPerRecord: 100 });
  await bench.pause(6_000);
  const owners = new Map(bench.state.partitions.map(({ partition, owner }) => [partition, owner]));
  const idOf = ({ at, text }) => `${at} ${text}`;
  const before = new Set(bench.state.events.map(idOf));
  const stopped = new Set();
  const since = new Map();
  let longest = 0;
  let newcomer = null;
  const look = (state) => {
    const now = performance.now();
    for (const { partition, owner } of state.partitions) {
      if (owner === null && !since.has(partition)) since.set(partition, now);
      if (owner !== null && since.has(partition)) {
        longest = Math.max(longest, now - since.get(partition));
        since.delete(partition);
      }
      if (owner !== owners.get(partition)) stopped.add(partition);
    }
    for (const event of state.events.filter((one) => !before.has(idOf(one)))) {
      for (const partition of GAVE_UP.exec(event.text)?.[1].split(", ") ?? []) stopped.add(Number(partition));
    }
    return newcomer !== null && isSettled(state) && partitionsOf(state, newcomer).length > 0;
  };
  const add = async () => { [newcomer] = await bench.add(); };
  const [hasJoined] = await Promise.all([bench.until(look, JOINED_MAX), add()]);
  if (!hasJoined) throw new Error("The third consumer got no partition.");
  bench.note(`${protocol}: ${stopped.size} of 4 partitions stopped, for up to ${millis(longest)}.`);
  await bench.end();
  return { stopped: stopped.size, longest };
}

async function protocols(bench) {
  const eager = await join(bench, "classic-eager");
  const modern = await join(bench, "consumer");
  const both = [eager, modern].map(({ stopped }) => stopped === 4);
  return {
    answer: both[0] ? (both[1] ? "all" : "eager") : both[1] ? null : "moved",
    facts: [`classic-eager: ${eager.stopped} of 4 partitions were given up; the longest time without an owner was ${millis(eager.longest)}.`,
      `consumer: ${modern.stopped} of 4; the longest time was ${millis(modern.longest)}.`],
  };
}

const FATES = [["twice", "They are handled again: some are handled twice."], ["once", "Each is handled once: Kafka knows what was read."], ["lost", "Some are lost: nobody handles them."]];

/** {id, title, question, answers: [id, text], does, run(bench) → {answer: id or null, facts}, why} */
export const EXPERIMENTS = [
  {
    id: "fourth",
    title: "A consumer too many",
    question: "A topic has three partitions, its group two consumers. A third joins, then a fourth. What does the fourth get?",
    answers: [["nothing", "Nothing: it is a member, and idle."], ["share", "A share of a partition that another reads, too."], ["own", "A partition of its own; another consumer is idle then."]],
    does: "Starts two consumers, adds a third and a fourth.",
    run: fourth,
    why: "A partition belongs to one consumer of a group at a time, so that its records are handled in order: there are at most as many readers as partitions. The fourth is a reserve, and takes over when another goes.",
  },
  {
    id: "without-key",
    title: "No key",
    question: "One user's records are sent to three partitions without a key. On how many partitions are they in the end?",
    answers: [["1", "On one, as with the key."], ["2", "On two."], ["3", "On all three."]],
    does: "Sends one user's records with the key first, then without.",
    run: withoutKey,
    why: "The key's hash chooses the partition. Without a key the producer fills a batch for one partition, then for another (KIP-480), whoever the records are about. Several consumers then handle one user's records, and nobody keeps their order.",
  },
  {
    id: "after-work",
    title: "Killed before its commit",
    question: "Consumers commit after the work. One is killed when it has handled records and has not committed them. What happens to these records?",
    answers: FATES,
    does: "Kills one of two consumers between work and commit, and waits until the other takes over.",
    run: killed("after-work", "kill-before-commit"),
    why: "Kafka knows the committed offset, not what a consumer did. The next owner starts at the last commit: at least once. So work must bear repetition; the notification service recognizes a payment that it has stored already.",
  },
  {
    id: "before-work",
    title: "Commit before work",
    question: "Consumers commit first and work afterwards. One is killed after its commit. What happens to the records that it had read?",
    answers: FATES,
    does: "The same with the commit before the work.",
    run: killed("before-work", "kill"),
    why: "The committed offset says that they are done, so the next owner starts behind them: at most once. Nothing tells that they are missing.",
  },
  {
    id: "automatic",
    title: "Automatic commit",
    question: "With enable.auto.commit a consumer commits every 5 s. It is killed in between. What happens to the records since its last commit?",
    answers: FATES,
    does: "Kills one of two consumers between two automatic commits.",
    run: killed("automatic", "kill-before-commit"),
    why: "Automatic commits are as good as the last one: up to 5 s of records come again. They lose nothing here because a poll commits only what earlier polls returned, and that is handled; with work in other threads they would.",
  },
  {
    id: "too-long",
    title: "Work that takes too long",
    question: "A consumer works on one record for longer than max.poll.interval.ms, here 5 s. What happens to its partitions?",
    answers: [["keep", "It keeps them, for its heartbeats go on; their records wait."], ["moved", "They move to the other consumer when the interval is over."], ["at-once", "They move at once, because it is slow."]],
    does: "Freezes one of two consumers in its work, and lets it go on later.",
    run: tooLong,
    why: "Heartbeats come from another thread and prove only that the process lives. A consumer that does not poll in time leaves the group; the next owner starts at the last commit, so the record is handled by both. Fetch fewer records per poll, or allow more time.",
  },
  {
    id: "one-partition",
    title: "One partition",
    question: "A topic has one partition, its group three consumers. Who handles the records?",
    answers: [["shared", "All three, in turn."], ["one", "One of them; two are idle."], ["copies", "Each gets all records."]],
    does: "Starts three consumers on a topic with one partition.",
    run: onePartition,
    why: "Partitions are what a group shares out, not records: with one partition one consumer does all the work. Only another group gets all the records, too.",
  },
  {
    id: "protocols",
    title: "Old and new protocol",
    question: "Two consumers read four partitions, a third joins. Whose partitions stop for a time: with the classic protocol (eager), and with the consumer protocol?",
    answers: [["all", "All four, with both."], ["eager", "All four with the classic one; with the new one only those that move."], ["moved", "Only those that move, with both."]],
    does: "Lets a third consumer join twice: in a group with each protocol.",
    run: protocols,
    why: "Eager: at each change everybody gives up everything, and waits until the slowest has polled again. With KIP-848 the broker tells each consumer what to give up, and the others read on.",
  },
];
