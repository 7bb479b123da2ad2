// One screen takes the place of another; nothing of the one before is left.

import { focusOn } from "../citizen/dom.js";

/** Show a page. Fields, scroll position, selection and focus of the last screen are gone. */
export function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("noscript, script").forEach((element) => element.remove());
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  const { body } = document;
  [...body.attributes].forEach(({ name }) => body.removeAttribute(name));
  [...page.body.attributes].forEach(({ name, value }) => body.setAttribute(name, value));
  body.replaceChildren(...page.body.childNodes);
  settle();
}

/** Look at the screen from its top, with the focus on what comes first. */
export function settle() {
  getSelection().removeAllRanges();
  scrollTo(0, 0);
  keepFromFilling();
  unzoom();
  focusOn(document.querySelector(".error-summary") || document.querySelector("h1"));
}

/** Words of the present screen by their key, `{names}` filled in. */
export function say(key, values) {
  const table = JSON.parse(document.body.dataset.words);
  return table[key].replace(/\{(\w+)\}/g, (all, name) => values[name]);
}

/** Which screen this is: start, choose, form, thanks, pin, staff or closed. */
export function screen() {
  return document.body.dataset.screen;
}

/** Keyboards and browsers offer no words that somebody typed before. */
function keepFromFilling() {
  for (const field of document.querySelectorAll("input, textarea")) {
    field.autocomplete = "off";
    field.spellcheck = false;
    field.setAttribute("autocorrect", "off");
  }
}

/** A screen that one person made larger is of ordinary size for the next. */
function unzoom() {
  const viewport = document.querySelector("meta[name=viewport]");
  if (self.visualViewport && visualViewport.scale > 1 && viewport) {
    const { content } = viewport;
    viewport.content = `${content}, maximum-scale=1`;
    setTimeout(() => { viewport.content = content; }, 300);
  }
}
