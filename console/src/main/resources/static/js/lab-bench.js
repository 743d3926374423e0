// What an experiment can do: use the lab through the console's API, as a user would, and wait for what
// the engine reports.
import { change, end, lab, watch } from "./lab-state.js";

/** An experiment that is stopped ends with this. */
const STOPPED = "Stopped.";
const ENDED = "The lab ended.";

export class Bench {
  #tell;
  #stops = new Set(); // what ends each wait
  #stopped = false;
  #own = null; // id of the lab that it started and has not ended

  /** @param tell told of each step, in a sentence */
  constructor(tell) {
    this.#tell = tell;
  }

  /** The state of its own lab. */
  get state() {
    if (lab.now?.id !== this.#own) throw new Error(ENDED);
    return lab.now;
  }

  /** Id of the lab that it started and has not ended; null if there is none. */
  get own() {
    return this.#own;
  }

  stop() {
    this.#stopped = true;
    for (const end of [...this.#stops]) end();
  }

  isStopped() {
    return this.#stopped;
  }

  note(text) {
    this.#tell(text);
  }

  /** A lab of this plan; what the plan leaves out has its default. */
  async start(plan) {
    this.#check();
    const state = await change("POST", "", { topic: "own", partitions: 3, commit: "after-work", ...plan });
    this.#own = state.id;
    return state;
  }

  /** Ends its own lab, if it has one: another may be somebody else's. */
  async end() {
    if (this.#own) await end(this.#own);
    this.#own = null;
  }

  produce(producer) {
    return this.#change("PUT", "/producer", producer);
  }

  /** Adds consumers, one after the other; returns their numbers. */
  async add(count = 1) {
    const added = [];
    for (let i = 0; i < count; i++) {
      const before = new Set(lab.now.members.map((member) => member.n));
      const state = await this.#change("POST", "/members", {});
      added.push(state.members.find((member) => !before.has(member.n)).n);
    }
    return added;
  }

  patch(n, what) {
    return this.#change("PATCH", `/members/${n}`, what);
  }

  remove(n, mode) {
    return this.#change("DELETE", `/members/${n}?mode=${mode}`);
  }

  /** Waits until the state is so, for this long at most, in ms; returns whether it came so. */
  until(test, ms) {
    return new Promise((resolve, reject) => {
      let timer;
      const finish = (settle, value) => {
        clearTimeout(timer);
        unwatch();
        this.#stops.delete(onStop);
        settle(value);
      };
      const onStop = () => finish(reject, new Error(STOPPED));
      const look = (state) => {
        if (state?.id !== this.#own) finish(reject, new Error(ENDED));
        else if (test(state)) finish(resolve, true);
      };
      const unwatch = watch(look);
      this.#stops.add(onStop);
      timer = setTimeout(() => finish(resolve, false), ms);
      if (this.#stopped) onStop();
      else look(lab.now);
    });
  }

  /** As until, where the experiment cannot go on otherwise. */
  async must(what, test, ms) {
    if (!await this.until(test, ms)) throw new Error(`${what}: this did not happen within ${ms / 1_000} s.`);
  }

  pause(ms) {
    return this.until(() => false, ms);
  }

  async #change(method, path, body) {
    this.#check();
    if (lab.now?.id !== this.#own) throw new Error(ENDED);
    return change(method, path, body);
  }

  #check() {
    if (this.#stopped) throw new Error(STOPPED);
  }
}
