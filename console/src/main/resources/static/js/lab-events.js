// What happened in the lab, newest first.
import { byId, fill, h } from "./dom.js";
import { time } from "./format.js";
import { on } from "./store.js";

export function start() {
  on("lab", (state) => {
    if (!state) return;
    fill(byId("lab-events"), state.events.length ? state.events.map(({ at, text }) => h("li", { data: { key: at + text } }, h("time", { datetime: at }, time(at)), h("span", {}, text)))
      : h("li", { class: "empty" }, "None yet."));
  });
}
