// One colour per client id, for as long as the page is open; numbered replicas always have the same.
const HUES = 8;
const given = new Map();

function indexOf(clientId) {
  if (!given.has(clientId)) {
    const number = /-(\d{1,3})$/.exec(clientId);
    given.set(clientId, number ? (Number(number[1]) - 1 + HUES) % HUES : given.size % HUES);
  }
  return given.get(clientId);
}

/** For CSS: var(--m1) … var(--m8) */
export const colorVar = (clientId) => (clientId ? `var(--m${indexOf(clientId) + 1})` : "var(--quiet)");

let theme;
function read() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(name).trim();
  theme = {
    members: Array.from({ length: HUES }, (_, i) => get(`--m${i + 1}`)),
    text: get("--text"), quiet: get("--quiet"), line: get("--line"), soft: get("--soft"), panel: get("--panel"),
    bad: get("--bad"), badSoft: get("--bad-soft"), good: get("--good"), accent: get("--accent"),
    mono: get("--mono"),
  };
}
read();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", read);

/** Colours for canvases, as the style sheet has them now. */
export const palette = () => theme;
export const colorOf = (clientId) => theme.members[indexOf(clientId)];
