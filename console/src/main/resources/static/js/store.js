// What the stream said last. Parts of the page ask to be told when a kind of message comes.

export const state = {
  groupId: "notification-service",
  now: null, // last message "group"
  lanes: [],
  rates: [],
  rebalances: new Map(),
  hot: null,
  ledger: null,
  dead: null,
  traffic: null,
  replicas: null, // null: not known, false: not here
  activity: new Map(), // partition → [{at, records, clientId}]
  connection: "connecting", // then "live", "reconnecting", "refused", or "paused" while nobody sees the page
  refusal: "", // the console's reason, while it is refused
  touring: false, // whether Show me goes on
};

const ACTIVITY_MS = 15 * 60_000;
const RATES_MAX = 300;
let skew = 0;
let runTold = false; // since the last hello
const listeners = new Map();

/** The server's time. */
export const now = () => Date.now() + skew;

export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, []);
  listeners.get(kind).push(listener);
}

export function emit(kind, body) {
  for (const listener of listeners.get(kind) ?? []) listener(body);
}

function note(partition, at, records, clientId) {
  const list = state.activity.get(partition) ?? [];
  list.push({ at, records, clientId });
  while (list.length && list[0].at < at - ACTIVITY_MS) list.shift();
  state.activity.set(partition, list);
}

const reducers = {
  hello(body) {
    skew = Date.parse(body.at) - Date.now();
    state.rates = [];
    state.rebalances.clear();
    runTold = false;
  },
  // What was missed follows; what is known stays.
  resumed(body) { skew = Date.parse(body.at) - Date.now(); },
  group: (body) => { state.now = body; },
  lanes: (body) => { state.lanes = body; },
  rates(points) {
    for (const point of points) {
      state.rates.push({ ...point, at: Date.parse(point.at) });
      // What was before this page was opened: the committed offsets tell it, by the second.
      const at = Date.parse(point.at);
      point.out.forEach((rate, partition) => {
        const known = state.activity.get(partition);
        if (rate > 0 && points.length > 1 && !(known?.length && known.at(-1).at > at)) note(partition, at - 500, rate / 5, null);
      });
    }
    state.rates.splice(0, Math.max(0, state.rates.length - RATES_MAX));
  },
  rebalance: (card) => { state.rebalances.set(card.id, card); },
  flow(body) {
    const at = Date.parse(body.at);
    for (const done of body.out) note(done.partition, at, done.records, done.clientId);
  },
  hot: (body) => { state.hot = body; },
  dead: (body) => { state.dead = body; },
  ledger: (body) => { state.ledger = body; },
  traffic(body) {
    state.traffic = body;
    runTold = true;
  },
  // All is told. A run that was not among it ended with the console that sent it; for a group that
  // nobody watched just now it follows within a moment.
  ready() { if (!runTold) state.traffic = null; },
};

/** Kinds of messages. */
export const kinds = Object.keys(reducers);

/** Takes a message in, then tells those who wait for its kind. */
export function receive(kind, body) {
  reducers[kind](body);
  emit(kind, body);
}

export function setConnection(connection, refusal = "") {
  if (state.connection !== connection || state.refusal !== refusal) {
    state.connection = connection;
    state.refusal = refusal;
    emit("connection", connection);
  }
}
