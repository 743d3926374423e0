// Builds elements; text is always text, never markup.
import { mark } from "./write-lock.js";

const HANDLERS = Symbol("handlers");

/** h("li", {class: "x", on: {click: f}}, "text", child) */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  apply(element, props);
  element.append(...nodes(children));
  return element;
}

/** As h, for SVG. */
export function s(tag, props = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...nodes(children));
  return element;
}

function apply(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") listen(element, value);
    else if (name === "vars") for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  if (element.dataset.write !== undefined) mark(element);
}

/** One listener per kind of event, which calls the handler of the moment. */
function listen(element, handlers) {
  const known = element[HANDLERS] ?? {};
  for (const event of Object.keys(handlers)) {
    if (!(event in known)) element.addEventListener(event, (e) => element[HANDLERS][event]?.(e));
  }
  element[HANDLERS] = { ...Object.fromEntries(Object.keys(known).map((event) => [event, null])), ...handlers };
}

function nodes(children) {
  return children.flat(4).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(child)));
}

export const byId = (id) => document.getElementById(id);

/** Makes an element say this; the same again costs the browser nothing. */
export function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes an element hold this. What is there already stays and is only changed, so that nothing is
 * replaced under the pointer or the focus; elements with a data-key are known by it wherever they are.
 */
export function fill(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  reconcile(element, nodes(children));
  if (focused && document.activeElement !== focused) {
    if (element.contains(focused)) focused.focus({ preventScroll: true });
    else backToHeading(element);
  }
}

/** The focused control is gone: the keyboard goes on from its section, not from the page's top. */
function backToHeading(element) {
  const heading = element.closest("section, dialog")?.querySelector("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

function reconcile(parent, wanted) {
  const old = [...parent.childNodes];
  const keyed = new Map(old.filter(keyOf).map((node) => [keyOf(node), node]));
  let next = 0;
  const pairs = wanted.map((node) => {
    const key = keyOf(node);
    if (key) {
      const known = keyed.get(key);
      keyed.delete(key);
      return known && alike(known, node) ? known : null;
    }
    const found = old.findIndex((other, i) => i >= next && !keyOf(other) && alike(other, node));
    if (found >= 0) next = found + 1;
    return found >= 0 ? old[found] : null;
  });
  const kept = new Set(pairs);
  for (const node of old) if (!kept.has(node)) node.remove();
  let at = parent.firstChild;
  wanted.forEach((node, i) => {
    const stays = pairs[i];
    if (stays) update(stays, node);
    if (stays && stays === at) at = at.nextSibling;
    else parent.insertBefore(stays ?? node, at);
  });
}

const keyOf = (node) => node.dataset?.key;
const alike = (a, b) => a.nodeName === b.nodeName && a.namespaceURI === b.namespaceURI;

function update(old, wanted) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    // Whether it is open is for whoever opened it to say.
    const own = name === "style" || (name === "open" && old.nodeName === "DETAILS");
    if (!own && !wanted.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (name !== "style" && name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.style.cssText !== wanted.style.cssText) old.style.cssText = wanted.style.cssText;
  if (old[HANDLERS] || wanted[HANDLERS]) listen(old, wanted[HANDLERS] ?? {});
  reconcile(old, [...wanted.childNodes]);
}
