// The latest state from the stream. Parts of the page register listeners for kinds of events.

export const state = {
  groupId: "notification-service",
  now: null, // last event "group"
  lanes: [],
  rates: [],
  rebalances: new Map(),
  hot: null,
  ledger: null,
  dead: null,
  readers: null, // status of the console's own threads
  tooLong: new Map(), // kind → {event, characters, charactersMax}: events that are not sent, for they are too long
  traffic: null,
  receiver: null, // null: unknown, or this console has none
  brokers: null, // what they hold of payment-done
  endpoints: null, // webhook endpoints of the console's client
  replicas: null, // null: unknown; false: this console runs none
  addresses: null, // of the services and of Kafka, as the console reaches them
  activity: new Map(), // partition → [{from, to, records, memberId}], oldest first
  connection: "connecting", // then "live", "reconnecting", "refused", "logged out", or "paused" while the page is hidden
  refusal: "", // why the console refuses the stream
  heardAt: null, // this machine's time of the last message
  unknownSince: new Map(), // kind → console time up to which it was known, null if it never was: what is not known now
  knownAt: null, // console time of the last answered poll of the group
  touring: false, // whether the tour or the lesson runs
};

/** The group of notification-service, whose feeds the ledger counts. */
export const OWN_GROUP = "notification-service";
/** In ms. */
const RANGE_MAX = 15 * 60_000;
/** A member publishes an event at least each second. */
const SILENT = 2_500;
/** The console sends an event at least each second; after a longer silence the state is unknown. */
export const STALE = 3_000;
/** A larger difference resets the clock of the page; a smaller one is network delay. */
const CLOCK_OFF = 5_000;

let skew = 0;
let runReceived = false; // since the last hello
const listeners = new Map();

/** The console's time. */
export const now = () => Date.now() + skew;

/** Console time of the last message; null before the first one. */
const heard = () => (state.heardAt === null ? null : state.heardAt + skew);

/** Events that say that what they are about is not known. */
const UNANSWERED = {
  dead: (body) => body.note !== null,
  endpoints: (body) => body.note !== null,
  brokers: (body) => body.note !== null,
  hot: (body) => body.note !== null,
  ledger: (body) => [body.accepted, body.onTopic, body.inFeeds].includes(null),
};
/** Kinds of events about what all groups share; each replaces the one before. */
export const SHARED = ["hot", "dead", "ledger", "traffic", "receiver", "endpoints", "brokers"];

/** @param body null if there is none that says what is so now */
function noteKnown(kind, body) {
  if (body !== null && !UNANSWERED[kind]?.(body)) state.unknownSince.delete(kind);
  else if (!state.unknownSince.has(kind)) state.unknownSince.set(kind, state[kind] === null || UNANSWERED[kind]?.(state[kind]) ? null : heard());
}

/**
 * Up to when something is known that is not known now, as {until}: console time, or null if it never was.
 * Undefined while it is known. A kind without events is known while the console answers.
 */
export function notKnown(kind) {
  if (kind === "group") return state.knownAt !== null && now() - state.knownAt > STALE ? { until: state.knownAt } : undefined;
  if (state.unknownSince.has(kind)) return { until: state.unknownSince.get(kind) };
  return state.heardAt !== null && Date.now() - state.heardAt > STALE ? { until: heard() } : undefined;
}

/** Console time up to which the state of the group is known: now, while news arrives. */
export function knownUntil() {
  if (state.knownAt === null) return null;
  const t = now();
  return t - state.knownAt < STALE ? t : state.knownAt;
}

/** Silence of a member at the last poll, in ms; 0 if it is not silent. */
export function silence(memberId) {
  const sign = state.now?.members.find((m) => m.memberId === memberId)?.lastSign;
  const silent = sign ? Date.parse(state.now.at) - Date.parse(sign) : 0;
  return silent > SILENT ? silent : 0;
}

/** Why a partition is not read although its owner is alive: {since, waiting, sentence, …}; null if it is read. */
export const stallOf = (partition) => state.now?.stalls?.find((stall) => stall.partition === partition && stall.topic === state.now.group?.topic) ?? null;

/** How far the members report a partition as handled: {memberId, next, again}; null where none does. */
export const handledOf = (partition) => state.now?.handled?.find((one) => one.partition === partition) ?? null;

export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, []);
  listeners.get(kind).push(listener);
}

export function emit(kind, body) {
  for (const listener of listeners.get(kind) ?? []) {
    try {
      listener(body);
    } catch (e) {
      // A listener that fails must not keep the others from the update.
      reportError(e);
    }
  }
}

/** The event with the least delay gives the best estimate of the clock. */
function setClock(at) {
  const seen = Date.parse(at) - Date.now();
  if (seen > skew || seen < skew - CLOCK_OFF) skew = seen;
}

function note(partition, from, to, records, memberId) {
  const list = state.activity.get(partition) ?? [];
  list.push({ from, to, records, memberId });
  while (list.length && list[0].to < to - RANGE_MAX) list.shift();
  state.activity.set(partition, list);
}

/** Records read before this page was opened, from the committed offsets. */
function noteFromRates(points) {
  const seen = new Map([...state.activity].map(([partition, list]) => [partition, list.at(-1)?.to ?? 0]));
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (!before) return;
    const from = Date.parse(before.at);
    const to = Date.parse(point.at);
    point.out.forEach((rate, partition) => {
      if (rate > 0 && from >= (seen.get(partition) ?? 0)) note(partition, from, to, (rate * (to - from)) / 1000, null);
    });
  });
}

const reducers = {
  hello(body) {
    // This console may be another one: what it knows comes after this.
    for (const kind of SHARED) if (state[kind] !== null) noteKnown(kind, null);
    skew = Date.parse(body.at) - Date.now();
    state.rates = [];
    state.rebalances.clear();
    state.tooLong.clear();
    runReceived = false;
  },
  // The missed events follow; the state stays.
  resumed: (body) => setClock(body.at),
  beat: (body) => setClock(body.at),
  group(body) {
    state.now = body;
    setClock(body.at);
    if (body.group) state.knownAt = Date.parse(body.at);
  },
  lanes: (body) => { state.lanes = body; },
  rates(points) {
    if (points.length > 1) noteFromRates(points);
    for (const point of points) state.rates.push({ ...point, at: Date.parse(point.at) });
    const oldest = (state.rates.at(-1)?.at ?? 0) - RANGE_MAX;
    while (state.rates.length && state.rates[0].at < oldest) state.rates.shift();
  },
  rebalance: (card) => { state.rebalances.set(card.id, card); },
  flow(body) {
    setClock(body.at);
    const at = Date.parse(body.at);
    for (const done of body.out) note(done.partition, at - 200, at, done.records, done.memberId);
  },
  hot: (body) => { state.hot = body; },
  dead: (body) => { state.dead = body; },
  readers: (body) => { state.readers = body; },
  "too-long"(body) {
    state.tooLong.set(body.event, body);
    if (SHARED.includes(body.event)) noteKnown(body.event, null);
  },
  ledger: (body) => { state.ledger = body; },
  receiver: (body) => { state.receiver = body; },
  endpoints: (body) => { state.endpoints = body; },
  brokers: (body) => { state.brokers = body; },
  traffic(body) {
    state.traffic = body;
    runReceived = true;
  },
  // The snapshot is complete. A run that it does not contain ended with a previous console; for a group
  // that was not watched, the run follows within a moment.
  ready() {
    if (runReceived) return;
    state.traffic = null;
    state.unknownSince.delete("traffic");
  },
};

/** Kinds of events. */
export const kinds = Object.keys(reducers);

/** Applies an event, then notifies the listeners of its kind. */
export function receive(kind, body) {
  if (SHARED.includes(kind)) noteKnown(kind, body);
  reducers[kind](body);
  state.heardAt = Date.now();
  state.tooLong.delete(kind);
  emit(kind, body);
}

export function setConnection(connection, refusal = "") {
  if (state.connection !== connection || state.refusal !== refusal) {
    state.connection = connection;
    state.refusal = refusal;
    emit("connection", connection);
  }
}

/** Whether the group shown reads the payments, as far as is known. */
export const readsPayments = () => [undefined, "payment-done"].includes(state.now?.group?.topic);

/** What the group shown reads, in the singular. */
export const noun = () => (readsPayments() ? "payment" : "record");
