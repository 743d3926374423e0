// One stream of the console, kept open: read by a page, or by the worker that reads for all pages.
import { problem } from "./api.js";

/** In ms. The console says something each second, if only that it is still there. */
const SILENCE_MAX = 10_000;
const RETRY = 2_000;
const REFUSED_RETRY = 5_000;

/**
 * Watches a group. The browser reconnects by itself and names the last message it has seen: the
 * stream goes on from there, or begins anew with all that is known.
 */
export class Connection {
  #path;
  #kinds;
  #told;
  #source;
  #question; // why the stream was refused
  #last = ""; // id of the last message
  #timer; // opens the stream anew

  /**
   * @param kinds of messages to hand on
   * @param told {message(kind, json), state(connection, refusal)}
   */
  constructor(groupId, kinds, told) {
    this.#path = `/api/group/stream?id=${encodeURIComponent(groupId)}`;
    this.#kinds = kinds;
    this.#told = told;
  }

  /** Begins with all that is known. */
  begin() {
    this.#last = "";
    this.#connect();
  }

  /** Goes on where it was, or begins. */
  resume() {
    this.#connect();
  }

  end() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#question?.abort();
  }

  #url() {
    return this.#last ? `${this.#path}&lastEventId=${this.#last}` : this.#path;
  }

  /** A console that takes the connection and says nothing is left again, as often as it takes. */
  #connect() {
    this.end();
    this.#after(SILENCE_MAX, () => this.#reconnect());
    const source = new EventSource(this.#url());
    this.#source = source;
    for (const kind of this.#kinds) source.addEventListener(kind, (message) => this.#hear(message));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) this.#ask();
      else this.#told.state("reconnecting");
    };
  }

  /** The browser does not tell why a stream was refused: asks for it once more, and reads the answer. */
  async #ask() {
    this.#told.state("reconnecting");
    this.#after(SILENCE_MAX, () => this.#reconnect());
    const asking = new AbortController();
    this.#question = asking;
    const answer = await fetch(this.#url(), { cache: "no-store", signal: asking.signal }).catch(() => null);
    const refusal = answer && !answer.ok ? await problem(answer) : null;
    if (asking.signal.aborted) return;
    // When it is not refused any more the answer is a stream, and would never end.
    asking.abort();
    if (refusal) {
      this.#told.state("refused", refusal.message);
      this.#after(refusal.retryAfter ?? REFUSED_RETRY, () => this.#connect());
    } else {
      this.#after(RETRY, () => this.#connect());
    }
  }

  #reconnect() {
    this.#told.state("reconnecting");
    this.#connect();
  }

  #after(ms, what) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(what, ms);
  }

  #hear(message) {
    this.#after(SILENCE_MAX, () => this.#reconnect());
    // What begins a stream has no id: until one comes, the last one counts.
    this.#last = message.lastEventId || this.#last;
    this.#told.message(message.type, message.data);
  }
}
