// The steps of the tour. Each step first scales to the number of consumers that it starts with, so
// that the user can go back to it.
import { have, kill, ready, LEAVING, STARTING } from "./acts.js";
import { headline } from "./rebalances.js";

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
      await have(player, 2, LEAVING);
      player.event("Two consumers remain and share the three partitions.");
      await player.read();
    },
  },
  {
    async play(player) {
      await ready(player, 2);
      player.tell("Next, one consumer is killed (kill -9). It cannot say goodbye, so the group reassigns its partitions only when it has not answered for 10 s. Until then its payments wait on the topic.");
      await player.read();
      player.card = (await kill(player)).card;
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
