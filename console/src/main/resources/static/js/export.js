// Exports: the lanes as a picture, and what they and the rebalances hold as a table.
import { byId, h } from "./dom.js";
import { csv } from "./csv.js";
import { table } from "./history-table.js";
import { picture } from "./picture.js";
import { allMarks } from "./marks.js";
import { headline } from "./rebalances.js";
import { shownTo } from "./range.js";
import { say } from "./announce.js";
import { state, now, knownUntil } from "./store.js";

/** In ms, until a download has surely begun. */
const BEGUN = 60_000;

export function start() {
  byId("export-picture").addEventListener("click", () => picture().toBlob((blob) => save(blob, `lanes-${stamp(shownTo())}.png`), "image/png"));
  byId("export-table").addEventListener("click", () => save(new Blob([tableText()], { type: "text/csv;charset=utf-8" }), `lanes-${stamp(now())}.csv`));
}

function tableText() {
  const cards = [...state.rebalances.values()].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)).map((card) => ({ ...card, headline: headline(card) }));
  return csv(table({ lanes: state.lanes, rates: state.rates, cards, marks: allMarks() }, knownUntil() ?? now()));
}

/** For a file name: 20261130T192047Z */
const stamp = (t) => new Date(t).toISOString().replace(/[-:]|\.\d+/g, "");

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), BEGUN);
  say(`Exported ${name}.`);
}
