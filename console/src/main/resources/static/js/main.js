import { byId, fill, h, setText } from "./dom.js";
import { get } from "./api.js";
import { assign } from "./colors.js";
import { findAddresses } from "./commands.js";
import { state, on, OWN_GROUP } from "./store.js";
import { watch } from "./stream.js";
import * as freshness from "./freshness.js";
import * as banner from "./banner.js";
import * as lanes from "./lanes.js";
import * as flow from "./flow.js";
import * as members from "./members.js";
import * as rebalances from "./rebalances.js";
import * as ledger from "./ledger.js";
import * as sparks from "./sparks.js";
import * as traffic from "./traffic.js";
import * as lookup from "./lookup.js";
import * as deadletters from "./deadletters.js";
import * as tour from "./tour.js";

state.groupId = new URLSearchParams(location.search).get("group") || OWN_GROUP;
// Before everything that draws, so that new members have a colour.
on("group", assign);
on("lanes", assign);
for (const part of [freshness, banner, lanes, flow, members, ledger, sparks, traffic, lookup, deadletters, tour, rebalances]) part.start();
for (const note of document.querySelectorAll("[data-whose]")) note.textContent = state.groupId === OWN_GROUP ? "" : `of ${OWN_GROUP}`;
on("readers", (readers) => {
  setText("readers-note", readers.note ?? "");
});
watch(state.groupId);
findAddresses();
chooseGroup();

async function chooseGroup() {
  const select = byId("group-choice");
  const show = (groups) => {
    const types = new Map([[state.groupId, ""], ...groups.map((group) => [group.groupId, group.type])]);
    fill(select, [...types].map(([id, type]) => h("option", { value: id, selected: id === state.groupId }, type === "Classic" ? `${id} (classic)` : id)));
  };
  show([]);
  select.addEventListener("change", () => {
    const params = new URLSearchParams(select.value === OWN_GROUP ? {} : { group: select.value });
    location.search = params.toString();
  });
  const load = async () => {
    try {
      show((await get("/api/groups")).items);
    } catch {
      // The group in the URL can be watched without the list.
    }
  };
  select.addEventListener("focus", load);
  await load();
}
