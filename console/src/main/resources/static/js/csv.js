// Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.

/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows of fields as text; null and undefined are empty. */
export const csv = (rows) => rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");

function field(value) {
  const text = String(value ?? "");
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A time in ms, or as the console writes it: ISO 8601, UTC, with milliseconds. */
export const iso = (t) => (t === null || t === undefined ? "" : new Date(t).toISOString());
