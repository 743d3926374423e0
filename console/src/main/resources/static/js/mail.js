// Mail that the receiver has taken, and the form that subscribes a user to mail.
import { byId, fill, h } from "./dom.js";
import { call, get } from "./api.js";
import { count, many, time, visible } from "./format.js";
import { commandBox, commands } from "./commands.js";
import { say } from "./announce.js";
import { on } from "./store.js";
import { isWatchOnly } from "./write-lock.js";

let shown = 0; // how many mails had come when the list was asked for
let asking = false;
let subscribing = false;
let said = "";

export function start() {
  const form = byId("subscription-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    subscribe();
  });
  form.addEventListener("input", showCommand);
  on("receiver", show);
  showCommand();
}

const field = (name) => byId("subscription-form").elements.namedItem(name).value;

const subscription = () => ({ email: { address: field("address"), enabled: true }, language: field("language") });

const showCommand = () => fill(byId("subscription-command"), commandBox("The subscription from a shell", commands.subscribe(field("userId"), subscription())));

async function subscribe() {
  if (subscribing) return;
  subscribing = true;
  const userId = field("userId");
  try {
    await call("PUT", `/api/subscriptions?userId=${encodeURIComponent(userId)}`, subscription());
    const text = `${visible(userId)} gets a mail for each payment from now on.`;
    outcome(h("p", { class: "note" }, text));
    say(text);
  } catch (e) {
    outcome(h("p", { class: "problem", role: "alert" }, e.message));
  }
  subscribing = false;
}

const outcome = (line) => fill(byId("subscription-outcome"), line);

function show(receiver) {
  const mail = receiver.mail;
  byId("mail").hidden = !mail;
  if (!mail) return;
  const wrong = mail.missing > 0 || mail.outOfOrder > 0;
  fill(byId("mail-verdict"),
    h("p", { class: `receiver-verdict ${wrong ? "bad" : mail.received > 0 ? "good" : ""}`, data: { verdict: "mail" } }, verdict(mail)),
    notes(receiver).map((note) => h("p", { class: "note", data: { key: note } }, note)));
  tell(mail, wrong);
  list(mail);
}

/** For screen readers: not each second, but when more is wrong than before. */
function tell(mail, wrong) {
  const text = wrong ? `Mail: ${count(mail.missing)} missing, ${count(mail.outOfOrder)} out of order.` : "";
  if (text && text !== said) say(text);
  said = text;
}

function verdict(mail) {
  if (!mail.taken) return "No mail yet: subscribe a user, then send a payment of that user.";
  const others = mail.taken - mail.received - mail.repeated;
  return `Mail: ${count(mail.received)} received, ${count(mail.missing)} missing, ${count(mail.repeated)} repeated, ${count(mail.outOfOrder)} out of order${others ? `; ${many(others, "mail")} from elsewhere` : ""}.`;
}

function notes(receiver) {
  const { mail } = receiver;
  return [
    receiver.on ? null : "While the receiver is off, all mail is taken.",
    mail.repeated ? "Repeated: the answer to a mail was lost, so the sender sent it again, with the same Message-ID." : null,
    mail.missing ? "Missing: a sequence was passed over. That is right after a mail that was given up, until it is sent again; otherwise one was lost." : null,
    mail.outOfOrder ? "Out of order: a sequence went back. That is right when a mail that was given up is sent again; otherwise the sender is wrong." : null,
    mail.usersForgotten ? `${many(mail.usersForgotten, "user")} forgotten: the receiver remembers the last 10 000, and cannot tell what is missing of others.` : null,
    mail.note === receiver.note ? null : mail.note,
  ].filter(Boolean);
}

/** Not under the pointer or the focus, so that a click hits its target and a text can be read. */
async function list(mail) {
  // By the read-only address nobody reads them.
  if (isWatchOnly() || mail.taken === shown || asking || byId("mails").matches(":hover, :focus-within")) return;
  asking = true;
  try {
    const { items } = await get("/api/receiver/mails");
    shown = mail.taken;
    fill(byId("mails"), items.map(item));
  } catch {
    // Asked again with the next figures, a second later.
  }
  asking = false;
}

function item(mail) {
  return h("li", { data: { key: `mail-${mail.number}`, mail: String(mail.number) } },
    h("details", {},
      h("summary", {}, h("span", { class: "num" }, time(mail.at)), " ", h("bdi", {}, visible(mail.subject) || "no subject"), " ",
        h("span", { class: "quiet" }, "to ", h("bdi", {}, mail.to), mail.language ? `, ${mail.language}` : "")),
      h("pre", { role: "group", tabindex: "0", dir: "auto", lang: mail.language, "aria-label": `Text of the mail ${mail.number}` }, mail.text || "It has no plain text.")));
}
