// Marks what is not known now, so that no old state looks current: the page as a whole and each of its panels.
import { byId, fill, h, setText } from "./dom.js";
import { time } from "./format.js";
import { say } from "./announce.js";
import { state, on, emit, notKnown, SHARED, STALE } from "./store.js";
import { term } from "./words.js";

const TONES = { live: "good", paused: "" };

/** By the id of a panel's heading, the kind of events that it shows. What has none is known while the console answers. */
const PANELS = {
  "lanes-title": "group",
  "flow-title": "group",
  "members-title": "group",
  "ruler-title": "group",
  "rates-title": "group",
  "rebalances-title": "group",
  "ledger-title": "ledger",
  "dead-title": "dead",
  "traffic-title": "traffic",
  "receiver-title": "receiver",
  "endpoints-title": "endpoints",
  "brokers-title": "brokers",
  "hot-title": "hot",
  "lookup-title": "lookup",
};
const opened = Date.now();
let announced = false;

export function start() {
  for (const title of Object.keys(PANELS)) byId(title).after(h("span", { class: "not-known quiet", data: { until: title } }));
  on("connection", check);
  on("group", check);
  for (const kind of SHARED) on(kind, check);
  setInterval(check, 1_000);
  document.addEventListener("visibilitychange", check);
}

/** Time since the last event, in ms. */
const quiet = () => Math.max(0, Date.now() - (state.heardAt ?? opened));

function check() {
  const silent = state.connection === "live" && quiet() > STALE;
  setText("connection", silent ? "no news" : state.connection);
  const tone = `pill ${silent ? "bad" : TONES[state.connection] ?? "bad"}`;
  if (byId("connection").className !== tone) byId("connection").className = tone;
  // Who is logged out gets no news for another reason, and a link to log in.
  setText("no-news", !["connecting", "logged out"].includes(state.connection) && quiet() > STALE ? `${silent ? "" : "no news "}for ${Math.round(quiet() / 1_000)} s` : "");
  panels();
  // The console may answer while the group is unknown, because Kafka does not answer the console.
  const stale = notKnown("group") !== undefined;
  fill(byId("not-known"), stale ? [term("known", "Not known"), ` since ${time(state.knownAt)}: grey parts show the state at that time.`] : []);
  document.querySelector("main").classList.toggle("stale", stale);
  if (stale !== announced) {
    announced = stale;
    say(stale ? `The state of the group is not known since ${time(state.knownAt)}.` : "The state of the group is known again.");
    emit("freshness", stale);
  }
}

function panels() {
  for (const [title, kind] of Object.entries(PANELS)) {
    const unknown = notKnown(kind);
    byId(title).closest(".panel").classList.toggle("stale", unknown !== undefined);
    // For the group it stands above all of its panels.
    const text = unknown === undefined || kind === "group" ? "" : unknown.until === null ? "not known" : `not known since ${time(unknown.until)}`;
    const place = document.querySelector(`[data-until="${title}"]`);
    if (place.textContent !== text) place.textContent = text;
  }
}
