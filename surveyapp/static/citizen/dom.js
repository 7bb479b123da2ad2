// Small things that every part of the page needs.

/** An element with attributes and children; text is a child too. */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

/** A button that sends nothing. */
export function makeButton(words, press, name = "") {
  const button = make("button", { type: "button", class: name }, words);
  button.onclick = press;
  return button;
}

/** Says words of the page's language by their key, `{names}` filled in. */
export function wordsOf(form) {
  const table = JSON.parse(form.dataset.words);
  return (key, values) => table[key].replace(/\{(\w+)\}/g, (all, name) => values[name]);
}

/** A moment as people of the page's language write it, by the clock of this device. */
export function timeOf(moment) {
  const language = document.documentElement.lang;
  return new Date(moment).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
}

/** Bring the focus to an element that usually takes none. */
export function focusOn(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
