// The receipt stays for a while, and the time that is left is seen and said.

import { make } from "../citizen/dom.js";
import { say } from "./screens.js";

const STAY = 25;
/** Seconds at which a screen reader says how much is left. */
const TOLD = [10, 5];

let counting;

/** Count down to `ended`; a touch begins anew, for those who copy the code by hand. */
export function startCountdown(ended) {
  clearInterval(counting);
  const place = document.querySelector(".finish");
  const words = make("span", { "aria-hidden": true });
  const bar = make("progress", { max: STAY, "aria-hidden": true });
  const spoken = make("span", { class: "unseen", "aria-live": "polite" });
  place.prepend(make("span", { class: "countdown" }, words, bar, spoken));
  let left = STAY;
  draw();
  document.querySelector("main").addEventListener("pointerdown", () => { left = STAY; draw(); });
  counting = setInterval(() => {
    left -= 1;
    if (!place.isConnected) {
      clearInterval(counting);
    } else if (left <= 0) {
      clearInterval(counting);
      ended();
    } else {
      draw();
    }
  }, 1000);

  function draw() {
    words.textContent = say("countdown", { seconds: left });
    bar.value = left;
    if (TOLD.includes(left)) {
      spoken.textContent = words.textContent;
    }
  }
}
