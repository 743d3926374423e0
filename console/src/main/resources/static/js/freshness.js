// Marks the page as out of date while no news arrives, so that no old state looks current.
import { byId, fill, setText } from "./dom.js";
import { time } from "./format.js";
import { say } from "./announce.js";
import { state, on, emit, now, STALE } from "./store.js";
import { term } from "./words.js";

const TONES = { live: "good", paused: "" };
let announced = false;

export function start() {
  on("connection", check);
  on("group", check);
  setInterval(check, 1_000);
  document.addEventListener("visibilitychange", check);
}

/** Time since the last event, in ms. */
const quiet = () => Math.max(0, Date.now() - state.heardAt);

function check() {
  const silent = state.connection === "live" && quiet() > STALE;
  setText("connection", silent ? "no news" : state.connection);
  const tone = `pill ${silent ? "bad" : TONES[state.connection] ?? "bad"}`;
  if (byId("connection").className !== tone) byId("connection").className = tone;
  // Who is logged out gets no news for another reason, and a link to log in.
  setText("no-news", !["connecting", "logged out"].includes(state.connection) && quiet() > STALE ? `${silent ? "" : "no news "}for ${Math.round(quiet() / 1_000)} s` : "");
  // The console may answer while the group is unknown, because Kafka does not answer the console.
  const stale = state.knownAt !== null && now() - state.knownAt > STALE;
  fill(byId("not-known"), stale ? [term("known", "Not known"), ` since ${time(state.knownAt)}: grey parts show the state at that time.`] : []);
  document.querySelector("main").classList.toggle("stale", stale);
  if (stale !== announced) {
    announced = stale;
    say(stale ? `The state of the group is not known since ${time(state.knownAt)}.` : "The state of the group is known again.");
    emit("freshness", stale);
  }
}
