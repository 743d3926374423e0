// The word list behind the words: a control on a word opens a box that explains it, and a link opens the list.
import { byId, fill, h, setText } from "./dom.js";
import { WORDS } from "./word-list.js";

/** In px, between a word, its box and the edges of the window. */
const SPACE = 8;
const byName = new Map(WORDS.map((word) => [word.id, word]));

/** A word that can be asked; all clicks are handled in one place, so that words in the page's HTML work alike. */
export const term = (id, text = id) => h("button", { class: "term", type: "button", "aria-haspopup": "dialog", data: { term: id, key: `term-${id}` } }, text);

export function start() {
  document.addEventListener("click", (event) => {
    const asked = event.target.closest("button.term");
    if (asked) explain(asked);
    const link = event.target.closest("a[href^='#word']");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      byId("word").close();
      list(link.hash);
    }
  });
  for (const box of [byId("word"), byId("words")]) box.addEventListener("click", (event) => { if (isBeside(box, event)) box.close(); });
  window.addEventListener("resize", () => byId("word").close());
  window.addEventListener("hashchange", fromUrl);
  fromUrl();
}

/** Whether a click hit what is behind an open box. */
function isBeside(box, event) {
  const edge = box.getBoundingClientRect();
  return event.target === box && (event.clientX < edge.left || event.clientX > edge.right || event.clientY < edge.top || event.clientY > edge.bottom);
}

function fromUrl() {
  if (location.hash === "#words" || location.hash.startsWith("#word-")) list(location.hash);
}

function explain(asked) {
  const word = byName.get(asked.dataset.term);
  const box = byId("word");
  fill(box,
    h("div", { class: "dialog-head" }, h("h2", { id: "word-title" }, word.name), closing(box)),
    h("div", { id: "word-says" }, word.says.map((sentence) => h("p", {}, sentence))),
    word.picture?.(),
    h("p", { class: "word-more" }, h("a", { href: `#word-${word.id}` }, "All words"), word.more ? h("span", { class: "quiet" }, `More in ${word.more}`) : null));
  // Not every browser gives the focus to a button that is clicked, and the focus is to come back to it.
  asked.focus({ preventScroll: true });
  box.showModal();
  box.onclose = () => comeBack(asked);
  place(box, asked.getBoundingClientRect());
}

const closing = (box) => h("button", { class: "small", type: "button", "aria-label": "Close", on: { click: () => box.close() } }, "×");

/** Below the word, or above it where there is more room. */
function place(box, word) {
  const { width, height } = box.getBoundingClientRect();
  // Without the scroll bars.
  const { clientWidth, clientHeight } = document.documentElement;
  const below = word.bottom + SPACE;
  const top = below + height <= clientHeight - SPACE ? below : word.top - SPACE - height;
  box.style.setProperty("--x", `${Math.max(SPACE, Math.min(word.left, clientWidth - SPACE - width))}px`);
  box.style.setProperty("--y", `${Math.max(SPACE, Math.min(top, clientHeight - SPACE - height))}px`);
}

/** The page may have drawn another word in the place of one, or none. */
function comeBack(asked) {
  if (document.querySelector("dialog:modal") || asked.isConnected) return;
  const heading = byId("banner-title");
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}

/** The whole list, or from the word of an address on. */
function list(hash) {
  const box = byId("words");
  if (!box.hasChildNodes()) build(box);
  byId("words-query").value = "";
  search("");
  if (!box.open) box.showModal();
  const name = hash === "#words" ? null : byId(hash.slice(1))?.querySelector("dt");
  if (!name) {
    byId("words-query").focus();
    return;
  }
  name.scrollIntoView({ block: "start" });
  name.focus({ preventScroll: true });
}

function build(box) {
  fill(box,
    h("div", { class: "dialog-head" }, h("h2", { id: "words-title" }, "Words"), closing(box)),
    h("div", { class: "words-search" },
      h("input", { id: "words-query", type: "text", role: "searchbox", autocomplete: "off", "aria-label": "Find a word", placeholder: "find a word", on: { input: (event) => search(event.target.value) } }),
      h("span", { id: "words-count", class: "quiet num", role: "status" })),
    h("div", { class: "words", tabindex: "0", role: "region", "aria-labelledby": "words-title" }, h("dl", {}, WORDS.map(entry))));
  // The address that opened it would open it again at the next load.
  box.addEventListener("close", () => { if (location.hash.startsWith("#word")) history.replaceState(null, "", location.pathname + location.search); });
}

const entry = (word) => h("div", { id: `word-${word.id}` },
  h("dt", { tabindex: "-1" }, word.name),
  h("dd", {}, word.says.join(" ")),
  word.picture ? h("dd", {}, word.picture()) : null,
  word.more ? h("dd", { class: "quiet" }, `More in ${word.more}`) : null);

/** Shows the entries that have all parts of a text, wherever these are. */
function search(text) {
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const word of WORDS) {
    const all = `${word.name} ${word.says.join(" ")}`.toLowerCase();
    const fits = parts.every((part) => all.includes(part));
    byId(`word-${word.id}`).hidden = !fits;
    if (fits) found++;
  }
  setText("words-count", parts.length ? found ? `${found} of ${WORDS.length}` : "None: try another word." : `${WORDS.length} words`);
}
