// Screens that the server cannot send: it is away.

import { focusOn, make } from "../citizen/dom.js";
import { say } from "./screens.js";

/** The form waits on this device; what is true now. The page keeps the look of a thank-you page. */
export function tellUnsent() {
  const page = document.implementation.createHTMLDocument(say("unsent_title"));
  const { dataset } = document.body;
  page.documentElement.lang = document.documentElement.lang;
  page.body.className = "kiosk thanks unsent";
  Object.assign(page.body.dataset, { ...dataset, screen: "thanks" });
  // The word about simulated rounds stands on this screen too.
  const banner = document.querySelector(".banner");
  page.body.append(...(banner ? [banner.cloneNode(true)] : []), make("main", { id: "main" },
    make("h1", {}, say("unsent_title")),
    make("p", { class: "note" }, say("unsent")),
    make("p", {}, say("unsent_receipt")),
    make("p", { class: "finish" }, homeLink("done"))));
  return { html: page.documentElement.outerHTML };
}

/** A screen that is not in the memory and cannot be fetched. */
export function notLoaded() {
  const main = document.querySelector("main");
  const heading = make("h1", {}, say("not_loaded_title"));
  main.replaceChildren(heading, make("p", { class: "note" }, say("not_loaded")),
    make("p", { class: "finish" }, homeLink("back")));
  document.body.dataset.screen = "choose";
  document.title = heading.textContent;
  focusOn(heading);
}

function homeLink(key) {
  return make("a", { class: "button", href: document.body.dataset.kiosk }, say(key));
}
