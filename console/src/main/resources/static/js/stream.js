// Keeps the store up to date, from a stream that all pages of this browser share.
import { Connection } from "./connection.js";
import { state, kinds, receive, setConnection } from "./store.js";

/** In ms. A stream that nobody looks at is given back. */
const HIDDEN_MAX = 30_000;
/** A worker that says nothing for so long, not even that it has no connection, is gone. */
const WORKER_SILENCE_MAX = 30_000;
let groupId;
let feed; // {watch(), leave()}
let hiding; // ends the stream
let watching = false;

export function watch(id) {
  groupId = id;
  feed = shared() ?? direct();
  document.addEventListener("visibilitychange", look);
  // A page that is left may be kept to come back to: it neither holds a connection nor misses one.
  window.addEventListener("pagehide", pause);
  window.addEventListener("pageshow", look);
  begin();
  look();
}

/** A quick look elsewhere interrupts nothing; after a long one the stream begins anew. */
function look() {
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
  // The tour follows what the stream brings.
  if (state.touring) hiding = setTimeout(rest, HIDDEN_MAX);
  else pause();
}

function pause() {
  watching = false;
  feed.leave();
  setConnection("paused");
}

const told = {
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
    if (data.kind) told.message(data.kind, data.json);
    else told.state(data.state, data.refusal);
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
  const connection = new Connection(groupId, kinds, told);
  return { watch: () => connection.resume(), leave: () => connection.end() };
}
