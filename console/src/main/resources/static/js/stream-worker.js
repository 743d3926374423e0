// Reads the streams for all pages of this browser: it has six connections to a console, whatever
// the number of windows, and a stream holds one for as long as a page is open.
import { Connection } from "./connection.js";

/** Groups at once; what is left of the six connections is for everything else that a page asks. */
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

/** A page that comes needs all that is known; the others are told once more what they know. */
function watch(groupId, kinds, page) {
  if (!watched.has(groupId)) {
    if (watched.size >= STREAMS_MAX) {
      page.postMessage({ state: "refused", refusal: `This browser watches ${STREAMS_MAX} other groups already: close the pages of one, then reload this one.` });
      return;
    }
    const pages = new Set();
    const tell = (what) => pages.forEach((other) => other.postMessage(what));
    const connection = new Connection(groupId, kinds, {
      message: (kind, json) => tell({ kind, json }),
      state: (connected, refusal) => tell({ state: connected, refusal }),
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
