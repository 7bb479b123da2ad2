// For the staff: the number pad, what was sent and what waits, and the way out.

import { make, makeButton } from "../citizen/dom.js";
import { giveScreenBack } from "./fullscreen.js";
import { tally } from "./outbox.js";
import { isOurs } from "./pages.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0"];
const LONGEST = 8;

let leaving = false;

addEventListener("beforeunload", (event) => {
  if (!leaving && tally().waiting) {
    event.preventDefault();
  }
});

/** Keys large enough for fingers, in place of the keyboard of the tablet. */
export function makePad() {
  const form = document.querySelector("#enter");
  const pin = form.elements.pin;
  const pad = make("div", { class: "pad", role: "group", "aria-label": form.dataset.pad },
    ...KEYS.map(makeKey));
  const open = form.querySelector("[type=submit]");
  pad.append(open);
  form.append(pad);
  if (matchMedia("(pointer: coarse)").matches) {
    pin.inputMode = "none";
  }
  // Also after a wrong PIN: the fault is told by its alert, and keys must reach the field.
  pin.focus();

  function makeKey(key) {
    const isErase = key === "erase";
    const made = makeButton(isErase ? "⌫" : key, () => {
      pin.value = isErase ? pin.value.slice(0, -1) : (pin.value + key).slice(0, LONGEST);
    });
    if (isErase) {
      made.setAttribute("aria-label", form.dataset.erase);
    }
    return made;
  }
}

/** Ask the server about the PIN; the page that follows. */
export async function enterPin(form) {
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, redirect: "error" });
    const html = await answer.text();
    if (!isOurs(html)) {
      throw new Error("not our page");
    }
    if (answer.ok) {
      await giveScreenBack();
    }
    return { html };
  } catch (error) {
    tellOffline(form);
    return undefined;
  }
}

function tellOffline(form) {
  form.elements.pin.value = "";
  const old = form.querySelector(".note");
  const note = make("p", { class: "note", role: "alert" }, form.dataset.offline);
  old ? old.replaceWith(note) : form.prepend(note);
}

/** Write how many forms wait wherever the screen has a place for it. */
export function tellTally() {
  const counts = tally();
  const queue = document.querySelector(".queue");
  if (queue) {
    const words = ["waiting", "refused"].filter((kind) => counts[kind])
      .map((kind) => queue.dataset[kind].replace("{count}", counts[kind])).join(" ");
    if (queue.textContent !== words) {
      queue.textContent = words;
    }
  }
  for (const place of document.querySelectorAll("[data-tally]")) {
    const count = counts[place.dataset.tally];
    place.hidden = place.dataset.tally === "refused" && !count;
    place.querySelector("dd").textContent = count;
  }
}

/** Leave the kiosk; while forms wait, only after a warning. */
export async function leave(link, address) {
  const { waiting } = tally();
  const note = document.querySelector("[data-leaving]");
  if (waiting && note.hidden) {
    note.textContent = note.dataset.leaving.replace("{count}", waiting);
    link.textContent = note.dataset.anyway.replace("{count}", waiting);
    note.hidden = false;
    return;
  }
  leaving = true;
  await giveScreenBack();
  location.replace(address);
}
