// Keeps the store up to date from a stream that all pages of this browser share.
import { Connection } from "./connection.js";
import { state, kinds, receive, setConnection } from "./store.js";

/** In ms. A hidden page closes its stream after this time. */
const HIDDEN_MAX = 30_000;
/** A worker that is silent for longer has failed. */
const WORKER_SILENCE_MAX = 30_000;
let groupId;
let feed; // {watch(), leave()}
let hiding; // ends the stream
let watching = false;

export function watch(id) {
  groupId = id;
  feed = shared() ?? direct();
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

const listener = {
  message(kind, json) {
    setConnection("live");
    receive(kind, JSON.parse(json));
  },
  state: (connection, refusal) => setConnection(connection, refusal),
};

/** Through the worker; null where the browser has none. */
function shared() {
  if (!window.SharedWorker) return null;
  let alive;
  const worker = new SharedWorker(new URL("./stream-worker.js", import.meta.url), { type: "module", name: "stream" });
  const giveUp = () => {
    clearTimeout(alive);
    worker.port.close();
    feed = direct();
    if (watching) feed.watch();
  };
  const expect = () => {
    clearTimeout(alive);
    alive = setTimeout(giveUp, WORKER_SILENCE_MAX);
  };
  worker.onerror = giveUp;
  worker.port.onmessage = ({ data }) => {
    expect();
    if (data.kind) listener.message(data.kind, data.json);
    else listener.state(data.state, data.refusal);
  };
  return {
    watch() {
      expect();
      worker.port.postMessage({ watch: groupId, kinds });
    },
    leave() {
      clearTimeout(alive);
      worker.port.postMessage({});
    },
  };
}

/** By this page alone. */
function direct() {
  const connection = new Connection(groupId, kinds, listener);
  return { watch: () => connection.resume(), leave: () => connection.end() };
}
