// Who is logged in, what they may do, and the end of it.
import { byId, setText } from "./dom.js";
import { call, readSession } from "./api.js";
import { say } from "./announce.js";
import { lock } from "./write-lock.js";

/** In ms. */
const RETRY = 2_000;
let over = false;

/** Where the login leads back to this page. */
const login = (and = "") => `/login?${and}next=${encodeURIComponent(location.pathname + location.search)}`;

export async function start() {
  byId("logout").addEventListener("click", logOut);
  try {
    show(await readSession());
  } catch (e) {
    if (e.status === 401) ended();
    else setTimeout(start, RETRY);
  }
}

/** Without a name nobody logs in here, as in the local stack. */
function show({ name, admin, readOnly, csrfToken }) {
  if (readOnly) watchOnly();
  if (name === null) return;
  byId("session").hidden = false;
  byId("logout").hidden = csrfToken === null;
  setText("session-name", admin ? name : `${name}, read only`);
  if (!admin && !readOnly) {
    byId("session-name").title = `${name} lacks the scope admin, so the controls that change something are disabled.`;
    lock(`This needs the scope admin, which ${name} does not have.`, say);
  }
}

/** By this address nobody may change anything. What would change something is not shown, and says why if it is. */
function watchOnly() {
  const reason = "By this address you see everything live and can change nothing.";
  lock(reason, say);
  setText("read-only-note", reason);
  document.body.classList.add("read-only");
}

async function logOut() {
  try {
    await call("POST", "/logout");
  } catch (e) {
    if (e.status !== 401) {
      say(e.message);
      return;
    }
  }
  location.assign("/login?problem=logged-out");
}

/** The console refuses this page's requests as those of nobody. */
export function ended() {
  if (over) return;
  over = true;
  byId("session").hidden = true;
  byId("login-link").hidden = false;
  byId("login-link").href = login();
  say("You are logged out. This page shows the state before.");
}

/** It answers again: somebody has logged in with another page of this browser. */
export function resumed() {
  if (over) location.reload();
}
