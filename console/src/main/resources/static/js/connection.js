// One stream of the console, kept open by a page, or by the worker that serves all pages.
import { OF_PAGE, problem } from "./api.js";

/** In ms. The console sends at least one event each second. */
const SILENCE_MAX = 10_000;
const RETRY = 2_000;
const REFUSED_RETRY = 5_000;

/**
 * Reads a stream. The browser reconnects by itself and sends the id of the last event: the stream
 * continues from there, or starts over with a snapshot.
 */
export class Connection {
  #path;
  #kinds;
  #listener;
  #source;
  #question; // why the stream was refused
  #last = ""; // id of the last event
  #loggedOut = false; // whether the console asked to log in, the last time that it answered
  #timer; // reconnects

  /**
   * @param path of the stream
   * @param kinds kinds of events to pass on
   * @param listener {message(kind, json), state(connection, refusal)}
   */
  constructor(path, kinds, listener) {
    this.#path = path;
    this.#kinds = kinds;
    this.#listener = listener;
  }

  /** Starts with a snapshot. */
  begin() {
    this.#last = "";
    this.#connect();
  }

  /** Continues after the last event, or starts. */
  resume() {
    this.#connect();
  }

  end() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#question?.abort();
  }

  #url() {
    return this.#last ? `${this.#path}${this.#path.includes("?") ? "&" : "?"}lastEventId=${this.#last}` : this.#path;
  }

  /** Reconnects whenever the console accepts the connection but sends nothing. */
  #connect() {
    this.end();
    this.#after(SILENCE_MAX, () => this.#reconnect());
    const source = new EventSource(this.#url());
    this.#source = source;
    for (const kind of this.#kinds) source.addEventListener(kind, (message) => this.#hear(message));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) this.#ask();
      else this.#listener.state("reconnecting");
    };
  }

  /** Repeats a refused request to read its problem document, which EventSource does not expose. */
  async #ask() {
    if (!this.#loggedOut) this.#listener.state("reconnecting");
    this.#after(SILENCE_MAX, () => this.#reconnect());
    const asking = new AbortController();
    this.#question = asking;
    const answer = await fetch(this.#url(), { headers: OF_PAGE, cache: "no-store", signal: asking.signal }).catch(() => null);
    const refusal = answer && !answer.ok ? await problem(answer) : null;
    if (asking.signal.aborted) return;
    // A request that is no longer refused returns a stream, which would never end.
    asking.abort();
    this.#loggedOut = refusal?.status === 401;
    if (refusal) {
      this.#listener.state(this.#loggedOut ? "logged out" : "refused", refusal.message);
      this.#after(refusal.retryAfter ?? REFUSED_RETRY, () => this.#connect());
    } else {
      this.#after(RETRY, () => this.#connect());
    }
  }

  #reconnect() {
    this.#listener.state("reconnecting");
    this.#connect();
  }

  #after(ms, what) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(what, ms);
  }

  #hear(message) {
    this.#after(SILENCE_MAX, () => this.#reconnect());
    // The first events of a stream have no id; until one has, the last id stays valid.
    this.#last = message.lastEventId || this.#last;
    this.#loggedOut = false;
    this.#listener.message(message.type, message.data);
  }
}
