// Elements. Text is added as text nodes only: names and headers come from any client.

export const byId = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// Setting the same text again would make screen readers repeat it and would clear selections.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (value == null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

const lists = new WeakMap();

// Makes `items` the children of `parent`, in order. A node whose key stays is kept, with its focus.
export function keyed(parent, items, key, make, update = () => {}) {
  const old = lists.get(parent) ?? new Map();
  const now = new Map();
  let next = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    const node = old.get(id) ?? make(item);
    now.set(id, node);
    update(node, item);
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
  for (const [id, node] of old) if (now.get(id) !== node) node.remove();
  lists.set(parent, now);
}

// An empty list shows a message instead.
export function showEither(list, empty, isEmpty) {
  list.hidden = isEmpty;
  empty.hidden = !isEmpty;
}

const waiting = [];
let speaking;

// Announces to screen readers. Quick successions are combined, keeping the latest text only.
export function announce(text) {
  waiting.push(text);
  speaking ??= setTimeout(() => {
    byId("announcer").textContent = waiting.slice(-3).join(". ");
    waiting.length = 0;
    speaking = undefined;
  }, 300);
}
