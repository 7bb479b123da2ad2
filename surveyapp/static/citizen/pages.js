// Pages that take the place of the form: those of the server, and the one while a form waits.

import { focusOn, make, makeButton, timeOf } from "./dom.js";

/** Show a page of ours and bring the focus to its heading, or to what went wrong. */
export function showPage(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceWith(page.body);
  lookAt(document.querySelector(".error-summary, h1.done") || document.querySelector("h1"));
}

/** The page while a form waits: what is true now, and a button that calls `again`. */
export function showWaiting(say, safe, again) {
  const status = make("p", { class: "quiet", role: "status" });
  const heading = make("h1", {}, say("not_sent"));
  const button = makeButton(say("try_now"), () => {
    status.textContent = say("sending");
    again();
  });
  document.title = say("not_sent");
  // Buttons of the form that is gone.
  document.querySelector(".tongues")?.remove();
  document.querySelector("main").replaceChildren(heading,
    make("p", { class: "note" }, say("waiting")),
    make("p", {}, say(safe ? "may_close" : "keep_open")), button, status);
  lookAt(heading);
  return () => { status.textContent = say("tried", { time: timeOf(Date.now()) }); };
}

function lookAt(element) {
  focusOn(element);
  scrollTo(0, 0);
}
