// The guided tour "Show me": each case once, with captions, and a count of the payments at the end.
import { add, open, run } from "./guide.js";
import { STEPS } from "./tour-steps.js";

const tour = {
  button: "show-me",
  title: "Show me",
  begin: () => run(tour),
  steps: () => STEPS,
  interrupted: (back) => open(tour, "Show me ended when this page was left.", back),
};

export function start() {
  add(tour);
}
