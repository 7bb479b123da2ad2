// Pages that come in answer to a form take the place of the present one.

import { focusOn } from "./dom.js";

/** Show a page of ours and bring the focus to its heading, or to what went wrong. */
export function showPage(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.className = page.body.className;
  document.body.replaceChildren(...page.body.childNodes);
  focusOn(document.querySelector(".error-summary") || document.querySelector("h1"));
  scrollTo(0, 0);
}
