// Resets the group's offsets, with a dry run first.
import { byId, fill, h } from "./dom.js";
import { call } from "./api.js";
import { count } from "./format.js";
import { commandBox } from "./commands.js";
import { labCommands } from "./lab-commands.js";
import { tried } from "./lab-pieces.js";
import { lab } from "./lab-state.js";
import { on } from "./store.js";

/** In ms. What the field suggests. */
const AGO = 60_000;
let tested = null; // the reset of the last dry run, as it would be sent
let labId = null;

export function start() {
  const form = byId("offsets-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tried("offsets-problem", dryRun);
  });
  form.addEventListener("input", () => {
    showForm();
    forget();
  });
  byId("offsets-reset").addEventListener("click", () => tried("offsets-problem", reset));
  on("lab", (state) => {
    if (!state || state.id === labId) return;
    labId = state.id;
    fill(byId("offsets-problem"));
    showForm();
    forget();
  });
  on("addresses", () => { if (lab.now) showForm(); });
}

const field = (name) => byId("offsets-form").elements.namedItem(name);

function wanted() {
  const to = field("to").value;
  return to === "time" ? { to, time: new Date(field("time").value || Date.now()).toISOString() } : { to };
}

function showForm() {
  const byTime = field("to").value === "time";
  document.querySelector("[data-time]").hidden = !byTime;
  if (byTime && !field("time").value) {
    const zone = new Date().getTimezoneOffset() * 60_000;
    field("time").value = new Date(Date.now() - AGO - zone).toISOString().slice(0, 19);
  }
  if (lab.now) fill(byId("offsets-command"), commandBox("The same from a shell", labCommands.offsets(lab.now, wanted())));
}

function forget() {
  tested = null;
  byId("offsets-reset").disabled = true;
  fill(byId("offsets-outcome"));
}

async function dryRun() {
  forget();
  const asked = wanted();
  show(await call("POST", "/api/lab/offsets", { ...asked, dryRun: true }));
  tested = asked;
  byId("offsets-reset").disabled = false;
}

async function reset() {
  const asked = tested;
  forget();
  byId("offsets-form").querySelector("[type=submit]").focus({ preventScroll: true });
  show(await call("POST", "/api/lab/offsets", { ...asked, dryRun: false }));
}

function show({ offsets, dryRun: dry }) {
  fill(byId("offsets-outcome"),
    h("p", { class: "note" }, dry ? "Nothing is changed yet. This would be set:" : "Set. Add a consumer: it starts there."),
    h("table", { class: "lab-offsets" },
      h("thead", {}, h("tr", {}, ["partition", "from", "to"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, offsets.map(({ partition, from, to }) => h("tr", {}, h("th", { scope: "row" }, `P${partition}`), h("td", {}, from === null ? "none" : count(from)), h("td", {}, count(to)))))));
}
