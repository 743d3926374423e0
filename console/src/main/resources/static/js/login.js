// The page of the login. It goes on to the page that was asked for, at once where somebody is logged in
// already: the cookie is not sent with a link from another site, but with the requests of this page.
import { OF_PAGE, get, problem } from "./api.js";

const NOTES = {
  "logged-out": "You are logged out.",
  cancelled: "The login was cancelled there.",
  expired: "That login took too long, or began in another browser. Log in again.",
  failed: "The login there did not succeed. Try again; the console's log has the reason.",
};

const asked = new URLSearchParams(location.search);
const byId = (id) => document.getElementById(id);
const form = byId("login-form");

/** A page of this console, whatever the address asks for. */
function next() {
  const wanted = asked.get("next") ?? "/";
  const url = URL.canParse(wanted, location.origin) ? new URL(wanted, location.origin) : null;
  return wanted.startsWith("/") && url?.origin === location.origin ? url.pathname + url.search + url.hash : "/";
}

async function begin() {
  const note = NOTES[asked.get("problem")] ?? "";
  byId(["logged-out", ""].includes(asked.get("problem") ?? "") ? "login-note" : "login-problem").textContent = note;
  try {
    await get("/api/session");
    location.replace(next());
  } catch (e) {
    if (e.status === 401) await offer();
    else byId("login-problem").textContent = e.message;
  }
}

async function offer() {
  try {
    const options = await get("/login/options");
    byId("providers").replaceChildren(...options.providers.map(button));
    form.hidden = !options.form;
    if (options.form) form.elements.namedItem("user").focus();
  } catch (e) {
    byId("login-problem").textContent = e.message;
  }
}

function button({ name, path }) {
  const link = document.createElement("a");
  link.className = "provider";
  link.href = `${path}?next=${encodeURIComponent(next())}`;
  link.textContent = `Log in with ${name}`;
  const item = document.createElement("li");
  item.append(link);
  return item;
}

const basic = (user, password) => `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))}`;

/** Says in words why the console refused; a wrong name and a wrong password are not told apart. */
function words(refusal) {
  return refusal.status === 401 ? "The user name or the password is wrong." : refusal.message;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  byId("login-note").textContent = "";
  byId("login-problem").textContent = "";
  const field = (name) => form.elements.namedItem(name);
  try {
    const headers = { ...OF_PAGE, Authorization: basic(field("user").value, field("password").value) };
    const answer = await fetch("/login", { method: "POST", headers, cache: "no-store" });
    if (answer.ok) {
      location.replace(next());
      return;
    }
    throw await problem(answer);
  } catch (e) {
    byId("login-problem").textContent = e.status ? words(e) : "The console does not answer. Try again in a moment.";
    field("password").value = "";
    field("password").focus();
  }
  button.disabled = false;
});

begin();
