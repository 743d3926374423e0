// What Show me shows, step by step. Each step brings about the number of consumers that it begins
// with, so that it can be gone back to.
import { scale, end } from "./members.js";
import { commands } from "./commands.js";
import { headline } from "./rebalances.js";
import { state } from "./store.js";

/** In ms. A service starts in seconds, in a minute on a busy machine; elsewhere a person runs the command. */
const MEMBERS_MAX = 180_000;

const members = () => state.now?.group?.members.length ?? 0;
const settled = (count) => members() === count && !state.now.rebalancing && state.now.group.state === "Stable";
const seconds = (ms) => (ms < 1_000 ? "" : ` ${Math.round(ms / 1_000)} s so far.`);

/** As many consumers, and all of them settled. */
async function have(player, count, waiting) {
  if (settled(count)) return;
  if (player.local) await scale(count);
  const how = player.local ? waiting : `Run this: ${commands.scale(count)[0]}`;
  await player.until(() => settled(count), MEMBERS_MAX, (lasts) => player.event(`${how}${seconds(lasts)}`));
  player.event("");
}

const STARTING = "A consumer is a process that has to start: some seconds, on a busy machine up to a minute.";

async function ready(player, count) {
  if (settled(count)) return;
  player.tell(`First, ${count === 1 ? "one consumer" : `${count} consumers`} for three partitions.`);
  await have(player, count, members() < count ? STARTING : "The others finish what they have and leave.");
}

export const STEPS = [
  {
    async play(player) {
      await ready(player, 3);
      player.tell("20 payments a second from 30 users. Each bar is payments being read; a user's always go to the same partition, so to the same consumer.");
      await player.read();
    },
  },
  {
    async play(player) {
      await ready(player, 3);
      player.tell("A fourth consumer joins three partitions. It will get none, and stay idle, ready to step in. Watch the lanes: nothing stops.");
      await have(player, 4, STARTING);
      player.event("There it is: idle. No lane has a gap.");
      await player.read();
    },
  },
  {
    async play(player) {
      await ready(player, 4);
      player.tell("Now two leave at once, politely. The one that reads hands its partition over: the red gap is how long nobody had it.");
      await player.read();
      await have(player, 2, "They finish what they have and leave.");
      player.event("They are gone, and the two that stay share the partitions.");
      await player.read();
    },
  },
  {
    async play(player) {
      await ready(player, 2);
      player.tell("Next, kill -9 to one of them: a killed process says nothing. Only after 10 s of silence does the group give its partitions away. Payments wait on the topic.");
      await player.read();
      const known = new Set(state.rebalances.keys());
      const victim = state.replicas ? state.replicas.replicas.find((replica) => replica.state === "running") : null;
      if (victim) await end(victim.n, "kill");
      const what = victim ? `${victim.clientId} is killed, and silent. The group waits 10 s before it believes it.` : `Run this: ${commands.kill(1)[0]}`;
      const card = () => [...state.rebalances.values()].find((one) => !known.has(one.id) && one.endedAt);
      await player.until(() => card() && settled(1), MEMBERS_MAX, (lasts) => player.event(`${what}${seconds(lasts)}`));
      player.card = card();
    },
  },
  {
    async play(player) {
      const what = player.card ? `${headline(player.card)}. ` : "";
      player.tell(`${what}The survivor reads on from the last commit: first what waited, then what comes. Nothing is lost.`);
      await player.read();
    },
  },
];
