// Plays the steps of a tour: a caption stays for its reading time, and until its event has happened.

/** In ms. */
const PER_WORD = 350;
const READ_MIN = 4_000;
const POLL_INTERVAL = 200;

/** How long a text takes to read. */
const reading = (text) => Math.max(READ_MIN, text.split(/\s+/).length * PER_WORD);

export class Player {
  paused = false;
  sending = false; // whether payments flow for it
  fixed = false; // whether the user cannot go on or back now
  over = false;
  #show;
  #way = null; // "back", "next" or "stop", until it is handled
  #text = "";

  /** @param show (caption, current event) */
  constructor(show) {
    this.#show = show;
  }

  tell(text, event = "") {
    this.#text = text;
    this.#show(text, event);
  }

  event(text) {
    this.#show(this.#text, text);
  }

  go(way) {
    if (this.#way === "stop" || (this.fixed && way !== "stop")) return;
    this.#way = way;
    this.paused = false;
  }

  pause(paused) {
    this.paused = paused;
  }

  stop() {
    this.go("stop");
  }

  isStopped(error) {
    return error === this;
  }

  /** Plays one step; "next" or "back". */
  async step(step) {
    try {
      await step.play(this);
      return "next";
    } catch (way) {
      if (way === "next" || way === "back") return way;
      throw way;
    }
  }

  /** Waits for the reading time of the last caption. */
  read() {
    return this.wait(reading(this.#text));
  }

  wait(ms) {
    let left = ms;
    let last = Date.now();
    return this.until(() => {
      const t = Date.now();
      if (!this.paused) left -= t - last;
      last = t;
      return left <= 0;
    }, Infinity);
  }

  /**
   * Waits for a condition; throws the direction if the user goes on, back or stops meanwhile.
   *
   * @param waiting called with the time waited so far, in ms; optional
   */
  async until(condition, max, waiting = () => {}) {
    const began = Date.now();
    for (;;) {
      const way = this.#way;
      if (way && !this.over) {
        this.#way = null;
        throw way === "stop" ? this : way;
      }
      if (condition() && !this.paused) return;
      const lasts = Date.now() - began;
      if (lasts > max && !this.paused) throw new Error(`this step took longer than ${Math.round(max / 1_000)} s.`);
      waiting(lasts);
      await new Promise((resolve) => { setTimeout(resolve, POLL_INTERVAL); });
    }
  }
}
