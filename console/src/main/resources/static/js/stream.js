// The stream that keeps the store up to date.
import { kinds, receive, setConnection } from "./store.js";

/** In ms. The console says something each second, if only that Kafka does not answer. */
const SILENCE_MAX = 15_000;
const RETRY = 2_000;
let url;
let source;
let last = ""; // id of the last message
let timer; // opens the stream anew

/**
 * Watches a group. The browser reconnects by itself and names the last message it has seen: the
 * stream goes on from there, or begins anew with all that is known.
 */
export function watch(groupId) {
  url = `/api/groups/${encodeURIComponent(groupId)}/stream`;
  connect();
}

/** A console that takes the connection and says nothing is left again, as often as it takes. */
function connect() {
  source?.close();
  after(SILENCE_MAX, reconnect);
  source = new EventSource(last ? `${url}?lastEventId=${last}` : url);
  for (const kind of kinds) source.addEventListener(kind, hear);
  source.onerror = () => {
    setConnection("reconnecting");
    if (source.readyState === EventSource.CLOSED) after(RETRY, connect);
  };
}

function reconnect() {
  setConnection("reconnecting");
  connect();
}

function after(ms, what) {
  clearTimeout(timer);
  timer = setTimeout(what, ms);
}

function hear(message) {
  after(SILENCE_MAX, reconnect);
  setConnection("live");
  last = message.lastEventId;
  receive(message.type, JSON.parse(message.data));
}
