// What the parts of the lab page share.
import { byId, fill, h } from "./dom.js";
import { listed } from "./format.js";

const HUES = 8;

/** Colour of a consumer, for CSS; beyond eight the pattern tells them apart. */
export const colorOf = (n) => (n === null ? "var(--quiet)" : `var(--m${((n - 1) % HUES) + 1})`);
export const isStriped = (n) => n > HUES;

/** Those that the group has or takes: neither dead nor gone. */
export const present = (state) => state.members.filter((member) => !["killed", "put-out", "left"].includes(member.state));

/** [0, 2] → "P0 and P2" */
export const named = (partitions) => listed(partitions.map((p) => `P${p}`));

/** Shows a failure in its place until the next attempt. */
export async function tried(place, action) {
  fill(byId(place));
  try {
    await action();
  } catch (e) {
    fill(byId(place), h("p", { class: "problem", role: "alert" }, e.message));
  }
}
