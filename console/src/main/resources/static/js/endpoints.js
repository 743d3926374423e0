// The webhook endpoints of the console's client, and what waits for each of them.
import { byId, fill, h, setText } from "./dom.js";
import { count, dayTime, time, visible } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { next } from "./receiver.js";
import { say } from "./announce.js";
import { state, on, now } from "./store.js";

/** Older counts say when they were made, in ms. */
const FRESH = 10_000;
/** For a shorter time, in ms, one user's delivery may fail between the successes of others. */
const FAILING = 10_000;
let said = null; // null: nothing is known yet

export function start() {
  on("endpoints", show);
  // Each second: the next attempts come nearer.
  on("group", show);
  on("addresses", showCommand);
  showCommand();
}

const showCommand = () => fill(byId("endpoints-command"), commandBox("The same from a shell", commands.endpoints()));

function show() {
  const known = state.endpoints;
  if (!known) return;
  setText("endpoints-count", known.items.length ? `${known.hasMore ? "the newest " : ""}${count(known.items.length)}` : "");
  fill(byId("endpoints"),
    known.note ? h("li", { class: "empty", data: { key: "note" } }, known.note) : null,
    known.items.length || known.note ? null : h("li", { class: "empty", data: { key: "none" } },
      state.receiver ? "None: turn the receiver on, or add one of yours as docs/webhooks.md says." : "None: add one as docs/webhooks.md says."),
    known.items.map(item));
  tell(known.items);
}

function item(endpoint) {
  const problem = endpoint.disabledReason ?? endpoint.waiting?.first?.error;
  return h("li", { data: { key: `endpoint-${endpoint.id}`, endpoint: endpoint.id, enabled: String(endpoint.enabled) } },
    h("details", {},
      h("summary", {}, h("span", { class: "endpoint-head" },
        h("bdi", { class: "endpoint-url" }, endpoint.url.replace(/^https?:\/\//, "")), h("span", { class: `pill ${stateOf(endpoint) === "enabled" ? "good" : "bad"}` }, stateOf(endpoint)))),
      h("p", {}, endpoint.url),
      h("p", {}, `Its id is ${endpoint.id}${endpoint.description ? `, its description “${visible(endpoint.description)}”` : ""}.`,
        endpoint.failingSince ? ` No delivery has succeeded since ${dayTime(endpoint.failingSince)}.` : "")),
    h("p", { class: problem ? "quiet bad-text" : "quiet" }, endpoint.receiver ? h("strong", {}, "this page's receiver") : null,
      `${endpoint.receiver ? ": " : ""}${facts(endpoint).join(" · ")}`));
}

const isFailing = (endpoint) => Boolean(endpoint.failingSince) && now() - Date.parse(endpoint.failingSince) > FAILING;

const stateOf = (endpoint) => (!endpoint.enabled ? "disabled" : isFailing(endpoint) ? "failing" : "enabled");

function facts({ enabled, disabledReason, waiting }) {
  return [
    enabled ? null : disabledReason ? `disabled: ${disabledReason}` : "disabled by its client",
    ...waits(waiting, enabled),
    waiting && now() - Date.parse(waiting.at) > FRESH ? `as of ${time(waiting.at)}` : null,
  ].filter(Boolean);
}

/** How many lanes wait, why, and until when. */
function waits(waiting, enabled) {
  if (!waiting) return ["what waits is not known"];
  if (!waiting.lanes) return ["nothing waits"];
  const { first } = waiting;
  const users = `${waiting.complete ? "" : "at least "}${waiting.lanes === 1 ? "1 user waits" : `${count(waiting.lanes)} users wait`}`;
  if (!first) return [users];
  const who = waiting.lanes === 1 && waiting.complete ? "" : `${waiting.complete ? "the first is" : "one is"} `;
  return [users, `${who}${visible(first.userId)}: ${first.error ?? (first.tries ? "not answered" : "not tried yet")}${enabled ? `, ${next(first)}` : ""}`];
}

/** For screen readers: not each second, but when another one is disabled. */
function tell(items) {
  const text = items.filter((endpoint) => !endpoint.enabled).map((endpoint) => `The endpoint ${endpoint.url} is disabled.`).join(" ");
  if (text && said !== null && text !== said) say(text);
  said = text;
}
