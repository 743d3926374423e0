// Reads the streams for all pages of this browser, because a browser opens at most six connections to
// one console, and each stream occupies one.
import { Connection } from "./connection.js";

/** Most streams; the remaining connections are for the other requests of the pages. */
const STREAMS_MAX = 4;
const watched = new Map(); // path → {connection, pages}

self.onconnect = ({ ports: [page] }) => {
  let path = null;
  page.onmessage = ({ data }) => {
    leave(path, page);
    path = data.watch ?? null;
    if (path !== null) watch(path, data.kinds, page);
  };
};

/** A new page needs a snapshot, which all pages of the stream receive. */
function watch(path, kinds, page) {
  if (!watched.has(path)) {
    if (watched.size >= STREAMS_MAX) {
      page.postMessage({ state: "refused", refusal: `This browser watches ${STREAMS_MAX} other groups or labs already. Close the pages of one of them, then reload this page.` });
      return;
    }
    const pages = new Set();
    const send = (what) => pages.forEach((other) => other.postMessage(what));
    const connection = new Connection(path, kinds, {
      message: (kind, json) => send({ kind, json }),
      state: (connected, refusal) => send({ state: connected, refusal }),
    });
    watched.set(path, { connection, pages });
  }
  const { connection, pages } = watched.get(path);
  pages.add(page);
  connection.begin();
}

function leave(path, page) {
  const stream = watched.get(path);
  if (!stream?.pages.delete(page) || stream.pages.size) return;
  stream.connection.end();
  watched.delete(path);
}
