// Says when what is shown is not news any more: nothing on the page may look as if it were of now.
import { byId, setText } from "./dom.js";
import { time } from "./format.js";
import { say } from "./announce.js";
import { state, on, emit, now, STALE } from "./store.js";

const TONES = { live: "good", paused: "" };
let told = false;

export function start() {
  on("connection", look);
  on("group", look);
  setInterval(look, 1_000);
  document.addEventListener("visibilitychange", look);
}

/** How long nothing was heard, in ms. */
const quiet = () => Math.max(0, Date.now() - state.heardAt);

function look() {
  const silent = state.connection === "live" && quiet() > STALE;
  setText("connection", silent ? "no news" : state.connection);
  const tone = `pill ${silent ? "bad" : TONES[state.connection] ?? "bad"}`;
  if (byId("connection").className !== tone) byId("connection").className = tone;
  setText("no-news", state.connection !== "connecting" && quiet() > STALE ? `${silent ? "" : "no news "}for ${Math.round(quiet() / 1_000)} s` : "");
  // Of the group nothing may be known although the console is heard: Kafka does not answer it.
  const stale = state.knownAt !== null && now() - state.knownAt > STALE;
  setText("not-known", stale ? `Not known since ${time(state.knownAt)}: what is grey was so then.` : "");
  document.querySelector("main").classList.toggle("stale", stale);
  if (stale !== told) {
    told = stale;
    say(stale ? `What the group does is not known since ${time(state.knownAt)}.` : "What the group does is known again.");
    emit("freshness", stale);
  }
}
