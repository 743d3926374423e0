// The steps of the tour. Each step first scales to the number of consumers that it starts with, so
// that the user can go back to it.
import { scale, end } from "./members.js";
import { commands } from "./commands.js";
import { headline } from "./rebalances.js";
import { state } from "./store.js";

/** In ms. A service starts in seconds, in a minute on a busy machine; elsewhere a person runs the command. */
const MEMBERS_MAX = 180_000;

const members = () => state.now?.group?.members.length ?? 0;
const settled = (count) => members() === count && !state.now.rebalancing && state.now.group.state === "Stable";
const seconds = (ms) => (ms < 1_000 ? "" : ` ${Math.round(ms / 1_000)} s so far.`);

/** Scales to a number of consumers and waits until the group is stable. */
async function have(player, count, waiting) {
  if (settled(count)) return;
  if (player.local) await scale(count);
  const how = player.local ? waiting : `Run this: ${commands.scale(count)[0]}`;
  await player.until(() => settled(count), MEMBERS_MAX, (lasts) => player.event(`${how}${seconds(lasts)}`));
  player.event("");
}

const STARTING = "A consumer is a process, which takes some seconds to start, on a busy machine up to a minute.";

async function ready(player, count) {
  if (settled(count)) return;
  player.tell(`First, ${count === 1 ? "one consumer" : `${count} consumers`} for three partitions.`);
  await have(player, count, members() < count ? STARTING : "The others finish their batches and leave.");
}

export const STEPS = [
  {
    async play(player) {
      await ready(player, 3);
      player.tell("30 users make 20 payments a second. Each bar shows payments being read. The payments of one user always go to the same partition, and so to the same consumer.");
      await player.read();
    },
  },
  {
    async play(player) {
      await ready(player, 3);
      player.tell("A fourth consumer joins, but there are only three partitions. It stays idle, ready to take over. Watch the partitions: none of them stops.");
      await have(player, 4, STARTING);
      player.event("The fourth consumer is idle, and no partition was without a reader.");
      await player.read();
    },
  },
  {
    async play(player) {
      await ready(player, 4);
      player.tell("Now two consumers leave at once, in order. The one that reads hands its partition over; the red gap is the time without a reader.");
      await player.read();
      await have(player, 2, "They finish their batches and leave.");
      player.event("Two consumers remain and share the three partitions.");
      await player.read();
    },
  },
  {
    async play(player) {
      await ready(player, 2);
      player.tell("Next, one consumer is killed (kill -9). It cannot say goodbye, so the group reassigns its partitions only after 10 s of silence. Until then its payments wait on the topic.");
      await player.read();
      const known = new Set(state.rebalances.keys());
      const victim = state.replicas ? state.replicas.replicas.find((replica) => replica.state === "running") : null;
      if (victim) await end(victim.n, "kill");
      const what = victim ? `${victim.clientId} was killed and is silent. The group waits 10 s before it removes the member.` : `Run this: ${commands.kill(1)[0]}`;
      const card = () => [...state.rebalances.values()].find((one) => !known.has(one.id) && one.endedAt);
      await player.until(() => card() && settled(1), MEMBERS_MAX, (lasts) => player.event(`${what}${seconds(lasts)}`));
      player.card = card();
    },
  },
  {
    async play(player) {
      const what = player.card ? `${headline(player.card)}. ` : "";
      player.tell(`${what}The remaining consumer continues from the last commit: first the waiting payments, then new ones. Nothing is lost.`);
      await player.read();
    },
  },
];
