// Nobody touches the screen: ask, count down, and wipe.

import { make, makeButton } from "../citizen/dom.js";
import { say, screen } from "./screens.js";

/** How long the question stands there, in seconds. */
const QUESTION = 15;
/** Seconds at which a screen reader says how much is left. */
const SPOKEN = [15, 10, 5, 3];
const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchmove"];

let last = 0;
let limit = 90;
let dialog;
let wipe = () => {};

/** Begin to watch; `wiped` is called when nobody is there any more. */
export function watchIdle(seconds, wiped) {
  limit = seconds;
  wipe = wiped;
  SIGNS.forEach((sign) => addEventListener(sign, touch, { capture: true, passive: true }));
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
  rest();
}

/** Somebody is there, or a new screen begins. */
export function rest() {
  last = performance.now();
  if (dialog) {
    dialog.remove();
    dialog = undefined;
  }
}

function touch(event) {
  if (!(dialog && event.target instanceof Element && event.target.closest(".wipe"))) {
    last = performance.now();
    // The question goes with the click, so that the touch does not reach what lies under it.
    if (dialog && event.type === "keydown" && event.key === "Escape") {
      event.preventDefault();
      rest();
    }
  }
}

function look() {
  if (screen() === "start" || screen() === "closed") {
    last = performance.now();
    return;
  }
  const left = Math.ceil(limit - (performance.now() - last) / 1000);
  if (left <= 0) {
    rest();
    wipe();
  } else if (dialog && left > QUESTION) {
    rest();
  } else if (asks() && left <= QUESTION) {
    ask(left);
  }
}

/** Screens on which a person may have something to lose. */
function asks() {
  return ["choose", "form"].includes(screen());
}

function ask(left) {
  if (!dialog) {
    dialog = makeDialog();
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".stay").focus();
  }
  const words = say(screen() === "form" ? "idle_text" : "idle_leave", { seconds: left });
  dialog.querySelector(".left").textContent = left;
  dialog.querySelector(".told").textContent = words;
  if (SPOKEN.includes(left)) {
    dialog.querySelector("[aria-live]").textContent = words;
  }
}

function makeDialog() {
  const erase = makeButton(say("idle_wipe"), () => { rest(); wipe(); }, "wipe");
  const made = make("dialog", { class: "idle", role: "alertdialog", "aria-labelledby": "idle-title" },
    make("h2", { id: "idle-title" }, say("idle_title")),
    make("p", { class: "left", "aria-hidden": true }),
    make("p", { class: "told", "aria-hidden": true }),
    make("p", { class: "unseen", "aria-live": "assertive" }),
    makeButton(say("idle_stay"), rest, "stay"),
    erase);
  made.addEventListener("click", (event) => event.target === erase || rest());
  made.addEventListener("cancel", rest);
  return made;
}
