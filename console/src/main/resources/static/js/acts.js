// What the steps of tour and lesson do with the group. Where the page can start no consumer, the user is
// shown what to run.
import { scale, end, refresh } from "./members.js";
import { commands } from "./commands.js";
import { many } from "./format.js";
import { state } from "./store.js";

/** In ms. A service starts in seconds, in a minute on a busy machine; elsewhere a person runs the command. */
const MEMBERS_MAX = 180_000;

export const STARTING = "A consumer is a process, which takes some seconds to start, on a busy machine up to a minute.";
export const LEAVING = "They finish their batches and leave.";

export const members = () => state.now?.group?.members ?? [];
const calm = () => !state.now.rebalancing && state.now.group?.state === "Stable";
const settled = (count) => members().length === count && calm();
const seconds = (ms) => (ms < 1_000 ? "" : ` ${Math.round(ms / 1_000)} s so far.`);

/** Scales to a number of consumers and waits until the group is stable. */
export async function have(player, count, waiting) {
  if (settled(count)) return;
  if (player.local) await scale(count);
  const how = player.local ? waiting : `Run this: ${commands.scale(count)[0]}`;
  await player.until(() => settled(count), MEMBERS_MAX, (lasts) => player.event(`${how}${seconds(lasts)}`));
  player.event("");
}

/** As {@link have}, for what a step begins with. */
export async function ready(player, count) {
  if (settled(count)) return;
  player.tell(`First, ${count} consumers for three partitions.`);
  await have(player, count, members().length < count ? STARTING : "The others finish their batches and leave.");
}

/** Kills a consumer that reads, and waits until the others have its partitions: {card, waiting: records at most}. */
export async function kill(player) {
  const known = new Set(state.rebalances.keys());
  if (player.local) await refresh();
  const running = player.local ? state.replicas.replicas.filter((replica) => replica.state === "running") : [];
  const victim = running.find((replica) => members().some((m) => m.clientId === replica.clientId && m.partitions.length)) ?? running[0] ?? null;
  if (victim) await end(victim.n, "kill");
  const what = victim ? `${victim.clientId} was killed and does not answer. The group waits 10 s before it counts it out.` : `Run this: ${commands.kill(1)[0]}`;
  const removed = (trigger) => ["timeout", "gone"].includes(trigger.cause) && (!victim || trigger.clientId === victim.clientId);
  const card = () => [...state.rebalances.values()].find((one) => !known.has(one.id) && one.endedAt && one.triggers.some(removed));
  const waits = () => (state.now?.group?.partitions ?? []).filter((p) => victim && p.ownerClientId === victim.clientId).reduce((sum, p) => sum + p.lag, 0);
  let waiting = 0;
  await player.until(() => card() && calm(), MEMBERS_MAX, (lasts) => {
    const lag = waits();
    waiting = Math.max(waiting, lag);
    player.event(`${what}${seconds(lasts)}${lag ? ` ${many(lag, "payment")} on its partitions are not read.` : ""}`);
  });
  return { card: card(), waiting };
}
