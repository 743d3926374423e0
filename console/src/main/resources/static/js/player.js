// Plays the steps of a guide: a caption stays for its reading time, and until its event has happened.

/** In ms. */
const PER_WORD = 350;
const READ_MIN = 4_000;
const POLL_INTERVAL = 200;
const REQUEST_INTERVAL = 1_000;

/** How long a text takes to read. */
const reading = (text) => Math.max(READ_MIN, text.split(/\s+/).length * PER_WORD);

export class Player {
  paused = false;
  sending = false; // whether payments flow for it
  fixed = false; // whether the user cannot go on or back now
  waiting = false; // whether the user is to act, and may take any time
  next = "Next"; // what the user does by going on now
  over = false;
  #show;
  #changed;
  #way = null; // "back", "next" or "stop", until it is handled
  #text = "";

  /**
   * @param show (caption, current event)
   * @param changed called when what the user can do has changed
   */
  constructor(show, changed) {
    this.#show = show;
    this.#changed = changed;
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
    this.#changed();
  }

  pause(paused) {
    this.paused = paused;
    this.#changed();
  }

  name(next) {
    this.next = next;
    this.#changed();
  }

  /** While fixed, the user cannot go on or back. */
  fix(fixed) {
    this.fixed = fixed;
    this.#changed();
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

  /** Plays what waits for the user: nothing need happen meanwhile. */
  async hold(wait) {
    this.waiting = true;
    this.#changed();
    try {
      await wait();
    } finally {
      this.waiting = false;
      this.#changed();
    }
  }

  /**
   * Repeats a request until its answer is not null; a failed request is repeated too.
   *
   * @return the answer
   */
  async answer(request, max) {
    let found = null;
    let next = 0;
    await this.until(() => {
      if (found === null && Date.now() >= next) {
        next = Infinity;
        request().then((answer) => { found = answer; }, () => {}).finally(() => { next = Date.now() + REQUEST_INTERVAL; });
      }
      return found !== null;
    }, max);
    return found;
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
