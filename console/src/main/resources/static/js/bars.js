// Records read over time, as bars of equal width, and the scale that all lanes share.
import { state } from "./store.js";

/** The bars of a partition: [{from, perSecond, memberId}]; memberId null for what was read before this page was opened. */
export function bars(partition, oldest, slot) {
  const sums = new Map();
  for (const item of state.activity.get(partition) ?? []) {
    if (item.to < oldest) continue;
    // The records of one second count for each of its slots.
    const span = Math.max(1, item.to - item.from);
    for (let key = Math.floor(item.from / slot); key * slot < item.to; key++) {
      const part = Math.min(item.to, (key + 1) * slot) - Math.max(item.from, key * slot);
      if (part <= 0) continue;
      const sum = sums.get(key) ?? { records: 0, memberId: item.memberId };
      sum.records += (item.records * part) / span;
      sum.memberId ??= item.memberId;
      sums.set(key, sum);
    }
  }
  return [...sums].map(([key, sum]) => ({ from: key * slot, perSecond: (sum.records * 1_000) / slot, memberId: sum.memberId }));
}

/** The least round number that is not below: 1, 2, 5, 10, 20, 50 … */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= value);
}
