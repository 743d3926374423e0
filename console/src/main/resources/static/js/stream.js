// Keeps the store up to date from a stream that all pages of this browser share.
import { Feed } from "./feed.js";
import { state, kinds, receive, setConnection } from "./store.js";

/** In ms. A hidden page closes its stream after this time. */
const HIDDEN_MAX = 30_000;
let feed;
let hiding; // ends the stream
let watching = false;

export function watch(groupId) {
  feed = new Feed(`/api/group/stream?id=${encodeURIComponent(groupId)}`, kinds, {
    message(kind, json) {
      setConnection("live");
      receive(kind, JSON.parse(json));
    },
    state: (connection, refusal) => setConnection(connection, refusal),
  });
  document.addEventListener("visibilitychange", update);
  // A page in the back-forward cache closes its connection, and reconnects when it is shown again.
  window.addEventListener("pagehide", pause);
  window.addEventListener("pageshow", update);
  begin();
  update();
}

/** A short time in the background keeps the stream; after a longer one the stream is opened again. */
function update() {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(rest, HIDDEN_MAX);
  else if (!watching) {
    setConnection("reconnecting");
    begin();
  }
}

function begin() {
  watching = true;
  feed.watch();
}

function rest() {
  // Tour and lesson follow what the stream brings.
  if (state.touring) hiding = setTimeout(rest, HIDDEN_MAX);
  else pause();
}

function pause() {
  watching = false;
  feed.leave();
  setConnection("paused");
}
