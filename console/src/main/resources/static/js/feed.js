// A stream of the console for this page: through the worker that all pages of this browser share, or by
// this page alone.
import { Connection } from "./connection.js";

/** In ms. A worker that is silent for longer has failed. */
const WORKER_SILENCE_MAX = 30_000;

export class Feed {
  #path;
  #kinds;
  #listener;
  #way; // {watch(), leave()}
  #watching = false;

  /**
   * @param path of the stream
   * @param kinds kinds of events to pass on, among them those that come each second
   * @param listener {message(kind, json), state(connection, refusal)}: told nothing before watch, nor after leave
   */
  constructor(path, kinds, listener) {
    this.#path = path;
    this.#kinds = kinds;
    this.#listener = {
      message: (kind, json) => { if (this.#watching) listener.message(kind, json); },
      state: (connection, refusal) => { if (this.#watching) listener.state(connection, refusal); },
    };
    this.#way = this.#shared() ?? this.#direct();
  }

  watch() {
    this.#watching = true;
    this.#way.watch();
  }

  leave() {
    this.#watching = false;
    this.#way.leave();
  }

  /** Through the worker; null where the browser has none. */
  #shared() {
    if (!window.SharedWorker) return null;
    let alive;
    const worker = new SharedWorker(new URL("./stream-worker.js", import.meta.url), { type: "module", name: "streams" });
    const giveUp = () => {
      clearTimeout(alive);
      worker.port.close();
      this.#way = this.#direct();
      if (this.#watching) this.#way.watch();
    };
    const expect = () => {
      clearTimeout(alive);
      alive = setTimeout(giveUp, WORKER_SILENCE_MAX);
    };
    worker.onerror = giveUp;
    worker.port.onmessage = ({ data }) => {
      if (this.#watching) expect();
      if (data.kind) this.#listener.message(data.kind, data.json);
      else this.#listener.state(data.state, data.refusal);
    };
    return {
      watch: () => {
        expect();
        worker.port.postMessage({ watch: this.#path, kinds: this.#kinds });
      },
      leave: () => {
        clearTimeout(alive);
        worker.port.postMessage({});
      },
    };
  }

  /** By this page alone. */
  #direct() {
    const connection = new Connection(this.#path, this.#kinds, this.#listener);
    return { watch: () => connection.resume(), leave: () => connection.end() };
  }
}
