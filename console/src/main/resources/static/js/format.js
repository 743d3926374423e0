const whole = new Intl.NumberFormat("en", { useGrouping: true, maximumFractionDigits: 0 });
const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** 1200 → "1 200" */
export const count = (n) => (n === null || n === undefined ? "?" : whole.format(n).replaceAll(",", "\u202f"));

/** 640 → "0.64 s", 12 → "12 ms" */
export function millis(ms) {
  if (ms === null || ms === undefined) return "?";
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  return ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** What the gap figures say when no record came: not zero, but nothing to measure. */
export const gap = (ms) => (ms === null || ms === undefined ? "no traffic" : millis(ms));

export const time = (t) => seconds.format(new Date(t));
/** With milliseconds. */
export const clock = (t) => `${time(t)}.${String(new Date(t).getMilliseconds()).padStart(3, "0")}`;
export const dayTime = (t) => day.format(new Date(t));
export const percent = (share) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

export function since(from, now) {
  const age = Math.max(0, Math.round((now - from) / 1000));
  if (age < 90) return `${age} s`;
  if (age < 5400) return `${Math.round(age / 60)} min`;
  return age < 172_800 ? `${Math.round(age / 3600)} h` : `${Math.round(age / 86_400)} d`;
}

/** "notification-service-2" → "#2"; other names have no short form. */
export function numbered(clientId) {
  const number = /-(\d{1,3})$/.exec(clientId);
  return number ? `#${number[1]}` : null;
}

/** 1, "member" → "1 member"; 2, "member" → "2 members" */
export const many = (n, noun) => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;

/** Blanks that the eye would miss: at the ends, and more than one. */
export const visible = (text) => text.replace(/^ +| +$| {2,}/g, (blanks) => "␣".repeat(blanks.length));

/** Several names: "a", "a and b", "a, b and c" */
export function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
