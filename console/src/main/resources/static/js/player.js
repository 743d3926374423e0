// Plays the steps of a tour: a caption stands for as long as it takes to read, and until what it tells of has happened.

/** In ms. */
const PER_WORD = 350;
const READ_MIN = 4_000;
const LOOK = 200;

/** How long a text takes to read. */
export const reading = (text) => Math.max(READ_MIN, text.split(/\s+/).length * PER_WORD);

export class Player {
  paused = false;
  sending = false; // whether payments flow for it
  fixed = false; // whether it cannot be gone on or back now
  over = false;
  #told;
  #way = null; // "back", "next" or "stop", until somebody sees it
  #text = "";

  /** @param told (caption, what goes on) */
  constructor(told) {
    this.#told = told;
  }

  tell(text, event = "") {
    this.#text = text;
    this.#told(text, event);
  }

  event(text) {
    this.#told(this.#text, text);
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

  /** Waits until what was told last has been read. */
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
   * Waits until something has happened; throws when it was told to go elsewhere meanwhile.
   *
   * @param waiting tells how long it has lasted, in ms, each second; may be left out
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
      if (lasts > max && !this.paused) throw new Error(`it took longer than ${Math.round(max / 1_000)} s.`);
      waiting(lasts);
      await new Promise((resolve) => { setTimeout(resolve, LOOK); });
    }
  }
}
