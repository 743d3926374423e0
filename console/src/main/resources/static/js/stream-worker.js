// Reads the streams for all pages of this browser, because a browser opens at most six connections to
// one console, and each stream occupies one.
import { Connection } from "./connection.js";

/** Most streams; the remaining connections are for the other requests of the pages. */
const STREAMS_MAX = 4;
const watched = new Map(); // group → {connection, pages}

self.onconnect = ({ ports: [page] }) => {
  let groupId = null;
  page.onmessage = ({ data }) => {
    leave(groupId, page);
    groupId = data.watch ?? null;
    if (groupId !== null) watch(groupId, data.kinds, page);
  };
};

/** A new page needs a snapshot, which all pages of the group receive. */
function watch(groupId, kinds, page) {
  if (!watched.has(groupId)) {
    if (watched.size >= STREAMS_MAX) {
      page.postMessage({ state: "refused", refusal: `This browser watches ${STREAMS_MAX} other groups already. Close the pages of one of them, then reload this page.` });
      return;
    }
    const pages = new Set();
    const send = (what) => pages.forEach((other) => other.postMessage(what));
    const connection = new Connection(groupId, kinds, {
      message: (kind, json) => send({ kind, json }),
      state: (connected, refusal) => send({ state: connected, refusal }),
    });
    watched.set(groupId, { connection, pages });
  }
  const { connection, pages } = watched.get(groupId);
  pages.add(page);
  connection.begin();
}

function leave(groupId, page) {
  const group = watched.get(groupId);
  if (!group?.pages.delete(page) || group.pages.size) return;
  group.connection.end();
  watched.delete(groupId);
}
