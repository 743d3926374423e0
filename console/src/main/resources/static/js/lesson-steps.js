// The steps of the lesson, as docs/lesson.md has them for the shell. Each says what the learner can predict,
// does it, and finds which answer was right from what the group, the topic and the ledger show then.
import { call, get } from "./api.js";
import { have, kill, members, ready, LEAVING, STARTING } from "./acts.js";
import { commands } from "./commands.js";
import { pay } from "./traffic.js";
import { count, listed, many, millis } from "./format.js";
import { state, now, OWN_GROUP } from "./store.js";

/** In ms. */
const ARRIVED_MAX = 90_000;
const FIGURES_MAX = 20_000;
const COUNTED_MAX = 60_000;
const WATCHED = 6_000;
const BURST = 8_000;
const PASSED_MAX = 30_000;
const CAUGHT_UP_MAX = 30_000;
/** A consumer that goes on reading lets no payment wait for longer, in ms. */
const STOPPED = 2_000;
const BURST_PAYMENTS_MAX = 1_000;
/** Requests at once: a browser has six connections, and the stream has one of them. */
const AT_ONCE = 4;
const PAYMENTS = 5;
/** Records that wait on average where a queue is; a poll always finds some that are being read. */
const QUEUE = 0.5;
/** Of this page: a group that has read already does not begin at the beginning. */
const GROUP = `lesson-${Math.random().toString(16).slice(2, 8)}`;

const partitions = () => state.now?.group?.partitions ?? [];
const names = (list) => listed(list.map((partition) => `P${partition}`));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const total = (list, value) => list.reduce((sum, one) => sum + value(one), 0);
const payment = (userId) => ({ userId, amount: 100, currency: "EUR", description: "from the lesson" });

/** Makes a payment and waits until it is on the topic: {partition, offset}. */
async function published(player, userId) {
  const { id } = await pay(payment(userId));
  const find = async () => {
    const trace = await get(`/api/payments/${id}`);
    return trace.partition === null ? null : trace;
  };
  return player.answer(find, ARRIVED_MAX);
}

/** Waits until a condition is met; false if it is not in this time. */
async function within(player, max, condition, waiting) {
  const began = Date.now();
  await player.until(() => condition() || Date.now() - began > max, Infinity, waiting);
  return Boolean(condition());
}

/** The rebalances since then, once their figures are final. */
async function rebalances(player, known) {
  const cards = () => [...state.rebalances.values()].filter((card) => !known.has(card.id));
  player.event("Done. The figures come when each partition has gone on.");
  await within(player, FIGURES_MAX, () => cards().length > 0 && cards().every((card) => card.complete));
  player.event("");
  return cards();
}

/** Whether a group has read a record. */
const hasRead = ({ partition, offset }) => partitions().some((p) => p.partition === partition && p.committed > offset);

const TOPIC = {
  id: "topic",
  question: "Payments are records on the topic payment-done. A consumer of the group notification-service reads one. What becomes of the record?",
  answers: {
    removed: "It leaves the topic: what was read is removed.",
    stays: "It stays, and the group notes how far it has read.",
    moved: "It moves into the consumer's own queue.",
  },
  rule: "stays",
  why: "Reading removes nothing. A group commits the offset up to which it has read; records go by their age, whoever has read them. So others can read them too, and one can read them again.",
  look: "Send one payment: Look up shows each stage of its way, with times, from the database to the feed.",
  commands: () => commands.topic(),
  prepare: (player) => ready(player, 3),
  async act(player) {
    const record = await published(player, "ana");
    player.event(`A payment of ana is on the topic: partition ${record.partition}, offset ${record.offset}.`);
    await player.until(() => hasRead(record), ARRIVED_MAX);
    const { start, committed } = partitions().find((p) => p.partition === record.partition);
    const there = start <= record.offset;
    const all = partitions();
    return {
      right: there ? "stays" : "removed",
      outcome: `The payment is record ${record.offset} of partition ${record.partition}. The group has committed offset ${committed} there, so it has read it, and the record is ${there ? "still" : "no longer"} there: `
        + `the topic's ${many(all.length, "partition")} hold ${count(total(all, (p) => p.end - p.start))} records, and ${count(total(all, (p) => p.lag))} of them are not read yet.`,
    };
  },
};

const KEY = {
  id: "key",
  question: `The user ana pays ${PAYMENTS} times. The topic has three partitions: on which do the payments go?`,
  answers: {
    round: "One after the other on each: 0, 1, 2, 0, 1.",
    free: "Each on the partition that has the least to do.",
    one: "All on the same one.",
  },
  rule: "one",
  why: "Kafka hashes the record's key, here the user id, and takes the remainder by the number of partitions. There is an order only within a partition, and this is how one user's payments keep theirs.",
  look: "Busiest users has the partition of each user, and Look up the consumer that reads it now.",
  commands: () => commands.partition("ana"),
  async act(player) {
    const found = [];
    for (let i = 0; i < PAYMENTS; i++) {
      found.push(await published(player, "ana"));
      player.event(`On the topic: ${found.map((one) => `P${one.partition} @ ${one.offset}`).join(", ")}.`);
    }
    const asked = await get("/api/partitions?userId=ana");
    player.event("");
    const on = found.map((one) => one.partition);
    const round = on.every((partition, i) => i === 0 || partition === (on[i - 1] + 1) % partitions().length);
    return {
      right: new Set(on).size === 1 ? "one" : round ? "round" : "free",
      outcome: `${found.map((one) => `P${one.partition} @ ${one.offset}`).join(", ")}. The hash of “ana” gives partition ${asked.partition}, which ${asked.member ?? "no consumer"} reads now.`,
    };
  },
};

const EQUAL = {
  id: "equal",
  question: "Three consumers are one group, and the topic has three partitions. Who reads what?",
  answers: {
    all: "Each consumer reads all payments.",
    first: "The first reads all; the others step in when it fails.",
    each: "Each reads one partition.",
  },
  rule: "each",
  why: "Within a group a partition has one consumer: two of them would end the order of its payments. So the group shares the partitions out, as evenly as it can.",
  look: "The lanes show who read which partition when. Kafka's tools know only who reads it at this moment.",
  commands: () => commands.describe(OWN_GROUP),
  prepare: (player) => ready(player, 3),
  async act(player) {
    const began = now();
    player.event("Counting who reads what, for some seconds…");
    await player.wait(WATCHED);
    player.event("");
    const read = (partition, memberId) => Math.round(total((state.activity.get(partition) ?? []).filter((one) => one.from >= began && one.memberId === memberId), (one) => one.records));
    const all = partitions().map((p) => p.partition);
    const facts = members().map((member) => ({ name: member.clientId, owns: member.partitions, from: all.filter((p) => read(p, member.memberId) > 0), records: total(all, (p) => read(p, member.memberId)) }));
    const busy = facts.filter((fact) => fact.from.length);
    return {
      right: busy.length === 1 ? "first" : busy.length > 1 && busy.every((fact) => fact.from.length === all.length) ? "all"
        : facts.every((fact) => fact.owns.length === 1 && fact.from.every((p) => fact.owns.includes(p))) ? "each" : null,
      outcome: facts.map((fact) => `${fact.name} has ${fact.owns.length ? names(fact.owns) : "nothing"} and read ${fact.from.length ? `${many(fact.records, "payment")} from ${names(fact.from)}` : "nothing"}`).join("; ") + ".",
    };
  },
};

const MORE = {
  id: "more",
  question: "A fourth consumer joins. There are three partitions. What does it get, and does anybody stop?",
  answers: {
    shares: "A share of one partition, which two then read.",
    partition: "A partition, and its former consumer goes idle.",
    stops: "Nothing, and all stop for a moment to agree on it.",
    idle: "Nothing, and nobody stops.",
  },
  rule: "idle",
  why: "A partition has one consumer of a group, so three partitions keep three consumers busy. The fourth is in reserve, and takes over when another ends. Who wants more at work needs more partitions.",
  look: "The lanes have no gap. Kafka's tools would show the fourth consumer, but not what its joining cost.",
  commands: () => commands.scale(4),
  prepare: (player) => ready(player, 3),
  async act(player) {
    const before = new Set(members().map((member) => member.memberId));
    const known = new Set(state.rebalances.keys());
    await have(player, 4, STARTING);
    const cards = await rebalances(player, known);
    const newcomer = members().find((member) => !before.has(member.memberId));
    const moved = [...new Set(cards.flatMap((card) => card.moves.map((move) => move.partition)))].sort();
    const idle = members().filter((member) => !member.partitions.length);
    const longest = longestWait(cards.flatMap((card) => card.kept));
    return {
      right: newcomer?.partitions.length ? "partition" : moved.length ? "stops" : "idle",
      outcome: `${newcomer?.clientId ?? "The fourth"} is in the group and has ${newcomer?.partitions.length ? names(newcomer.partitions) : "no partition"}; ${idle.length ? `idle: ${listed(idle.map((member) => member.clientId))}` : "nobody is idle"}. `
        + `${moved.length ? `${names(moved)} changed hands.` : "No partition changed hands."}${longest === null ? "" : ` No payment of a partition that kept its consumer waited for longer than ${millis(longest)}.`}`,
    };
  },
};

/** Of payments on partitions that kept their owners, in ms; null without payments. */
function longestWait(kept) {
  const waits = kept.map((one) => one.dataGapMillis).filter((wait) => wait !== null);
  return waits.length ? Math.max(...waits) : null;
}

const FEWER = {
  id: "fewer",
  question: "Two of the four consumers leave, in order. What becomes of a partition whose consumer stays?",
  answers: {
    stops: "It stops until all partitions are shared out anew.",
    goes: "It never stops.",
    moves: "It gets another consumer, as all do.",
  },
  rule: "goes",
  why: "In Kafka's new protocol (KIP-848) only those partitions move that have to, one by one. In the old, eager one all consumers stop at each rebalance.",
  look: "The card under Rebalances has each partition's gap, measured from the payments themselves, and those that never stopped.",
  commands: () => commands.scale(2),
  prepare: (player) => ready(player, 4),
  async act(player) {
    const known = new Set(state.rebalances.keys());
    await have(player, 2, LEAVING);
    const cards = await rebalances(player, known);
    const moves = cards.flatMap((card) => card.moves);
    const moved = new Set(moves.map((move) => move.partition));
    const kept = cards.flatMap((card) => card.kept).filter((one) => !moved.has(one.partition));
    const longest = longestWait(kept);
    const gap = Math.max(0, ...moves.map((move) => move.ownershipGapMillis ?? 0));
    const stayed = [...new Set(kept.map((one) => one.partition))].sort();
    return {
      right: !cards.length ? null : !stayed.length ? "moves" : longest > STOPPED ? "stops" : "goes",
      outcome: `${stayed.length ? `${names(stayed)} kept ${stayed.length === 1 ? "its consumer" : "their consumers"}${longest === null ? "" : `, and no payment there waited for longer than ${millis(longest)}`}. ` : "No partition kept its consumer. "}`
        + `${moved.size ? `${names([...moved].sort())} moved: ${millis(gap)} without a reader.` : "No partition moved."}`,
    };
  },
};

/** Payments of one user, as many as the browser can send; looks at each moment. */
async function burst(player, userId, look) {
  const began = Date.now();
  let paid = 0;
  let failure = null;
  let going = true;
  const send = async () => {
    while (going && paid < BURST_PAYMENTS_MAX && !failure) await pay(payment(userId)).then(() => { paid++; }, (e) => { failure = e; });
  };
  for (let i = 0; i < AT_ONCE; i++) send();
  try {
    await player.until(() => failure || Date.now() - began > BURST, Infinity, () => {
      look();
      player.event(`${userId} has made ${many(paid, "payment")}.`);
    });
  } finally {
    going = false;
  }
  player.event("");
  if (!paid) throw failure;
  return paid;
}

const HOT = {
  id: "hot",
  question: "The user hot pays as fast as it can. On which partitions do payments queue up?",
  answers: {
    several: "On all: the load is spread.",
    one: "On one: that of hot.",
    none: "On none: another consumer helps.",
  },
  rule: "one",
  why: "One user is one key, one partition, one consumer. No other consumer can help, and more consumers would not either. Users on the same partition wait with hot; all others do not notice.",
  look: "Rate and lag shows each partition for itself: a lag summed up over the topic hides whose payments wait.",
  commands: () => commands.hot(payment("hot")),
  prepare: (player) => ready(player, 2),
  async act(player) {
    const { partition } = await get("/api/partitions?userId=hot");
    const before = partitions().map((p) => p.end);
    const seen = new Map(); // time of a poll of the group → lag of each partition
    const paid = await burst(player, "hot", () => seen.set(state.now.at, partitions().map((p) => p.lag)));
    const waited = before.map((_, i) => mean([...seen.values()].map((lag) => lag[i] ?? 0)));
    const most = Math.max(...waited);
    const queued = waited.filter((lag) => lag >= Math.max(QUEUE, most / 2)).length;
    const figures = waited.map((lag, i) => `P${i} ${lag.toFixed(1)} (of ${count((partitions()[i]?.end ?? before[i]) - before[i])} new)`);
    return {
      right: queued === 0 ? "none" : queued === 1 ? "one" : "several",
      outcome: `hot made ${many(paid, "payment")}, all on P${partition}. So many waited on average: ${listed(figures)}.`,
    };
  },
};

const KILL = {
  id: "kill",
  question: "One of two consumers is killed with kill -9, in the middle of its work. What becomes of the payments on its partitions?",
  answers: {
    once: "The other takes over at once, so nothing waits.",
    lost: "Those that come meanwhile are lost.",
    wait: "They wait for seconds; then the other reads them, and none is lost or delivered twice.",
    twice: "They wait for seconds; then some are delivered twice.",
  },
  rule: "wait",
  why: "A killed process cannot leave the group, so the group waits until its session times out, 10 s after its last sign. The other goes on from the last commit: it reads again what the dead one read and did not commit. No payment is delivered twice, because its id is unique in the feed.",
  look: "The card under Rebalances has the parts of the gap, from its last answer to the first payment read. The ledger compares two databases with the topic.",
  commands: () => commands.kill(1),
  prepare: (player) => ready(player, 2),
  async act(player) {
    const before = state.ledger;
    const { card, waiting } = await kill(player);
    const over = now();
    const confirmed = () => state.ledger && Date.parse(state.ledger.verdictAt) > over && [state.ledger.lostState, state.ledger.twiceState].every((verdict) => verdict === "confirmed");
    const known = await within(player, COUNTED_MAX, confirmed, () => player.event("The other has taken over. The ledger counts again what is in the feeds…"));
    player.event("");
    const lost = known ? state.ledger.lost - (before?.lost ?? 0) : null;
    const twice = known ? state.ledger.twice - (before?.twice ?? 0) : null;
    const { ownershipGapMillisMax: gap, moves: all } = state.rebalances.get(card.id) ?? card;
    const moves = all.filter((move) => move.to);
    const heirs = [...new Set(moves.map((move) => move.to))];
    return {
      right: gap === null || !known ? null : lost > 0 ? "lost" : twice > 0 ? "twice" : gap < STOPPED ? "once" : "wait",
      outcome: `${moves.length ? `After ${millis(gap)} ${listed(heirs)} took over ${names(moves.map((move) => move.partition))}` : "It had no partition, so nothing moved"}${waiting ? `; up to ${many(waiting, "payment")} waited` : ""}. `
        + (known ? `Since then the ledger has ${count(lost)} lost and ${count(twice)} delivered twice.` : "The ledger is still counting."),
    };
  },
};

const POISON = {
  id: "poison",
  question: "Somebody writes “hi there” to the topic, which is no payment. What does its consumer do?",
  answers: {
    stops: "It stops there, and what is behind waits.",
    skips: "It skips it, and nobody learns of it.",
    aside: "It puts it aside, with a reason, and goes on.",
  },
  rule: "aside",
  why: "Kafka takes any bytes, so a consumer has to check them. What is no event goes to a topic of its own, payment-done-dlt; to try it again and again would stop all users of the partition.",
  look: "Dead letters has the record and what is wrong with it, and puts it back on the topic once that is mended.",
  commands: () => [...commands.poison("ana"), ...commands.deadLetters(null).slice(0, 1)],
  /** Where the console cannot write to the topic, nothing accepts a POST. */
  async possible(player) {
    if (!player.local) return false;
    const answer = await fetch("/api/poison", { method: "OPTIONS" }).catch(() => null);
    return Boolean(answer?.headers.get("Allow")?.includes("POST"));
  },
  prepare: (player) => ready(player, 2),
  async act(player) {
    const record = await call("POST", "/api/poison", { userId: "ana" });
    const place = `record ${record.offset} of partition ${record.partition}`;
    const passed = await within(player, PASSED_MAX, () => hasRead(record), () => player.event(`“hi there” is ${place}.`));
    const letter = () => state.dead?.items.find((one) => one.partition === record.partition && one.offset === record.offset);
    const kept = passed && await within(player, PASSED_MAX, letter);
    player.event("");
    return {
      right: !passed ? "stops" : kept ? "aside" : "skips",
      outcome: `“hi there” was ${place}. The consumer ${passed ? "has read on behind it" : "has not got past it"}${kept ? `, and put it among the dead letters (${letter().reason})` : ""}.`,
    };
  },
};

const GROUPS = {
  id: "groups",
  question: "A second group reads the same topic, from its beginning. What does it get?",
  answers: {
    half: "A share: the two groups divide the payments.",
    rest: "What notification-service has not read yet.",
    all: "All payments.",
  },
  rule: "all",
  why: "Each group has its own offsets, and a group takes nothing from another. Who else wants the payments reads them as a new group; the producer and the other groups stay as they are.",
  look: `Open this page in another window and choose ${GROUP} in its list of groups: it shows that group's lanes and lag as it does this one's.`,
  commands: () => commands.readAs(GROUP),
  byHand: true,
  async act(player) {
    const exists = async () => ((await get("/api/groups")).items.some((group) => group.groupId === GROUP) ? true : null);
    player.event(`Run the first command in a shell and let it run: the group ${GROUP} is not there yet.`);
    await player.hold(() => player.answer(exists, Infinity));
    let group = null;
    const began = Date.now();
    const read = async () => {
      group = await get(`/api/groups/${GROUP}`);
      const lag = total(group.partitions, (p) => p.lag);
      player.event(`${GROUP} has ${count(lag)} records before it.`);
      return lag < 0.1 * total(group.partitions, (p) => p.end - p.start) || Date.now() - began > CAUGHT_UP_MAX ? group : null;
    };
    await player.answer(read, 2 * CAUGHT_UP_MAX);
    player.event("");
    const there = total(group.partitions, (p) => p.end - p.start);
    const got = total(group.partitions, (p) => Math.max(0, (p.committed ?? p.start) - p.start));
    const share = there ? got / there : 0;
    return {
      right: share > 0.9 ? "all" : share < 0.1 ? "rest" : "half",
      outcome: `${GROUP} has read ${count(got)} of the ${count(there)} records on the topic; notification-service, with its own offsets, ${count(total(partitions(), (p) => Math.max(0, (p.committed ?? p.start) - p.start)))}.`,
    };
  },
};

export const STEPS = [TOPIC, KEY, EQUAL, MORE, FEWER, HOT, KILL, POISON, GROUPS];
