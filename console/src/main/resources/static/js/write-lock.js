// Controls that change something, for whoever may only read: [data-write]. They stay where they are and
// say why they do nothing.

let reason = ""; // "" while they work

/** Locks them, those that are drawn later too. */
export function lock(why, onRefused) {
  reason = why;
  for (const control of document.querySelectorAll("[data-write]")) mark(control);
  const refuse = (event) => {
    if (!isLocked(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    onRefused(reason);
  };
  for (const event of ["click", "submit", "change"]) document.addEventListener(event, refuse, true);
}

/** A form may be filled in, for its command; only "changes" is a control whose change is the write. */
function isLocked({ type, target }) {
  const control = target.closest("[data-write]");
  if (!control) return false;
  return control.dataset.write === "changes" ? type === "change" : type === "submit" || control.nodeName === "BUTTON";
}

/** Marks a control as disabled while it is locked. */
export function mark(control) {
  if (!reason) return;
  const parts = control.nodeName === "FORM" ? control.querySelectorAll("[type=submit]") : [control];
  for (const part of parts) {
    part.setAttribute("aria-disabled", "true");
    part.title = reason;
  }
}

export const isReadOnly = () => reason !== "";

/** Whether the page came by an address by which nobody can change anything. */
export const isWatchOnly = () => document.body.classList.contains("read-only");
