// The stream that keeps the store up to date.
import { problem } from "./api.js";
import { state, kinds, receive, setConnection } from "./store.js";

/** In ms. The console says something each second, if only that Kafka does not answer. */
const SILENCE_MAX = 15_000;
const RETRY = 2_000;
const REFUSED_RETRY = 5_000;
/** A browser has six connections to a console, for all tabs: one that nobody looks at gives its own back. */
const HIDDEN_MAX = 30_000;
let path;
let source;
let question; // why the stream was refused
let last = ""; // id of the last message
let timer; // opens the stream anew
let hiding; // closes it

/**
 * Watches a group. The browser reconnects by itself and names the last message it has seen: the
 * stream goes on from there, or begins anew with all that is known.
 */
export function watch(groupId) {
  path = `/api/groups/${encodeURIComponent(groupId)}/stream`;
  document.addEventListener("visibilitychange", look);
  // A page that is left may be kept to come back to: it neither holds a connection nor misses one.
  window.addEventListener("pagehide", pause);
  window.addEventListener("pageshow", look);
  connect();
  look();
}

/** A quick look elsewhere interrupts nothing; after a long one the stream goes on where it was. */
function look() {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(rest, HIDDEN_MAX);
  else if (state.connection === "paused") reconnect();
}

function rest() {
  // The tour follows what the stream brings.
  if (state.touring) hiding = setTimeout(rest, HIDDEN_MAX);
  else pause();
}

function pause() {
  disconnect();
  setConnection("paused");
}

const url = () => (last ? `${path}?lastEventId=${last}` : path);

/** A console that takes the connection and says nothing is left again, as often as it takes. */
function connect() {
  disconnect();
  after(SILENCE_MAX, reconnect);
  source = new EventSource(url());
  for (const kind of kinds) source.addEventListener(kind, hear);
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) ask();
    else setConnection("reconnecting");
  };
}

function disconnect() {
  clearTimeout(timer);
  source?.close();
  question?.abort();
}

/** The browser does not tell why a stream was refused: asks for it once more, and reads the answer. */
async function ask() {
  if (state.connection === "live") setConnection("reconnecting");
  after(SILENCE_MAX, reconnect);
  const asking = new AbortController();
  question = asking;
  const answer = await fetch(url(), { cache: "no-store", signal: asking.signal }).catch(() => null);
  const refusal = answer && !answer.ok ? await problem(answer) : null;
  if (asking.signal.aborted) return;
  // When it is not refused any more the answer is a stream, and would never end.
  asking.abort();
  if (refusal) {
    setConnection("refused", refusal.message);
    after(refusal.retryAfter ?? REFUSED_RETRY, connect);
  } else {
    setConnection("reconnecting");
    after(RETRY, connect);
  }
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
  // What begins a stream has no id: until one comes, the last one counts.
  last = message.lastEventId || last;
  receive(message.type, JSON.parse(message.data));
}
