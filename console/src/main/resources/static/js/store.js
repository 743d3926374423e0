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
  readers: null, // what the console itself cannot read now
  traffic: null,
  replicas: null, // null: not known, false: not here
  addresses: null, // of the services and of Kafka, as the console reaches them
  activity: new Map(), // partition → [{from, to, records, memberId}], oldest first
  connection: "connecting", // then "live", "reconnecting", "refused", or "paused" while nobody sees the page
  refusal: "", // the console's reason, while it is refused
  heardAt: Date.now(), // this machine's time of the last message
  knownAt: null, // the console's time of the last look at the group that had an answer
  touring: false, // whether Show me goes on
};

/** The group whose members the console starts, and whose feeds it counts. */
export const OWN_GROUP = "notification-service";
/** In ms. */
export const RANGE_MAX = 15 * 60_000;
/** A member tells of itself each second at least. */
export const SILENT = 2_500;
/** The console says something each second at least: nothing for longer is not known any more. */
export const STALE = 3_000;
/** Wrong by more, the clock of the page is set anew; by less, what is late does not make it jump. */
const CLOCK_OFF = 5_000;

let skew = 0;
let runTold = false; // since the last hello
const listeners = new Map();

/** The console's time. */
export const now = () => Date.now() + skew;

/** Until when it is known what the group did, in the console's time: now, while it is told. */
export function knownUntil() {
  if (state.knownAt === null) return null;
  const t = now();
  return t - state.knownAt < STALE ? t : state.knownAt;
}

/** How long a member has been silent, in ms, when the group was last looked at; 0 while it is not. */
export function silence(memberId) {
  const sign = state.now?.members.find((m) => m.memberId === memberId)?.lastSign;
  const silent = sign ? Date.parse(state.now.at) - Date.parse(sign) : 0;
  return silent > SILENT ? silent : 0;
}

/** Why a partition is not read although its reader is alive: {since, waiting, sentence, …}; null when it is read. */
export const stallOf = (partition) => state.now?.stalls?.find((stall) => stall.partition === partition && stall.topic === state.now.group?.topic) ?? null;

export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, []);
  listeners.get(kind).push(listener);
}

export function emit(kind, body) {
  for (const listener of listeners.get(kind) ?? []) {
    try {
      listener(body);
    } catch (e) {
      // A part that fails must not leave the others with what was before.
      reportError(e);
    }
  }
}

/** Of several messages on their way the one that took the least time tells the clock best. */
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

/** What was read before this page was opened: the committed offsets tell it, by the second or by several. */
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
    skew = Date.parse(body.at) - Date.now();
    state.rates = [];
    state.rebalances.clear();
    runTold = false;
  },
  // What was missed follows; what is known stays.
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
  state.heardAt = Date.now();
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
