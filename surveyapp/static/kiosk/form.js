// The form on the tablet: part by part, the quick one with a face and a button.

import { wordsOf } from "../citizen/dom.js";
import { answersOf, fill } from "../citizen/fields.js";
import { startProof } from "../citizen/proof.js";
import { makeSteps } from "../citizen/steps.js";
import { handIn } from "./outbox.js";
import { pageAt } from "./pages.js";
import { say } from "./screens.js";
import { tellUnsent } from "./waiting.js";

/** How long a chosen face is seen before the next part comes, in milliseconds. */
const GLANCE = 350;
let now;

/** The form on the screen begins to live. `kept` has the answers and step of the page before. */
export function startForm({ address, kept } = {}) {
  const form = document.querySelector("#phieu");
  const words = wordsOf(form);
  const steps = makeSteps(form, words, lead);
  const copy = kept ? kept.copy : newCopy();
  now = {
    form, steps, copy, address,
    proof: startProof(form.elements.page_token.value, copy),
    began: kept ? kept.began : performance.now(),
  };
  form.autocomplete = "off";
  form.addEventListener("keydown", keepFromSending);
  if (kept) {
    fill(form, kept.answers);
  }
  steps.show(firstFaulty(form, kept ? kept.step : 0));
  if (document.body.matches(".quick")) {
    goOnAfterTap(form, steps);
  }
}

/** Show a step; the quick form fits on one screen together with the bar above it. */
function lead(step) {
  now.steps.lead(step);
  if (document.body.matches(".quick")) {
    scrollTo(0, 0);
  }
}

/** The form of the last person is not held in memory for longer than it is on the screen. */
export function forgetForm() {
  now = undefined;
}

/** Each person's form has an id of its own, also on a page that was kept. */
function newCopy() {
  const digits = crypto.getRandomValues(new Uint8Array(16));
  return [...digits].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function firstFaulty(form, otherwise) {
  const parts = [...form.querySelectorAll("[data-part]")];
  const first = parts.findIndex((part) => part.querySelector(".wrong, [aria-invalid]"));
  return first >= 0 ? first : otherwise;
}

/** A tap on the only answer of the first part leads on; arrow keys only choose (P19). */
function goOnAfterTap(form, steps) {
  const [part] = form.querySelectorAll("[data-part]");
  let tapped = false;
  part.addEventListener("pointerdown", () => { tapped = true; });
  part.addEventListener("keydown", () => { tapped = false; });
  part.addEventListener("click", (event) => {
    if (tapped && event.target.matches("input[type=radio]")) {
      setTimeout(() => steps.at === 0 && form.isConnected && lead(1), GLANCE);
    }
  });
}

/** Enter in a field of one line would press the first button of the form. */
function keepFromSending(event) {
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
  }
}

/** A link within the page: show the part that it leads to. */
export function leadTo(hash) {
  const target = document.querySelector(hash);
  if (!target) {
    return;
  }
  if (target.closest("[data-part]")) {
    now.steps.show(target);
  }
  if (target.tabIndex < 0) {
    target.tabIndex = -1;
  }
  target.focus();
}

/** The same form in another language with everything kept, without asking the server. */
export async function changeLanguage(language) {
  const { form, steps, copy, began } = now;
  const kept = { answers: answersOf(form), step: steps.at, copy, began };
  const address = `${now.address.split("?")[0]}?lang=${language}`;
  const html = await pageAt(address);
  return html && { html, address, kept };
}

/** Send the form; what the person sees next, or nothing where something is missing. */
export async function sendForm(form) {
  if (form.id !== "phieu") {
    return sendAgain(form);
  }
  const { steps, copy, began, proof, address } = now;
  if (now.busy || !steps.areComplete()) {
    return undefined;
  }
  now.busy = true;
  form.querySelector(".send button").textContent = say("sending");
  const kept = { answers: answersOf(form), step: steps.at, copy, began };
  const body = new URLSearchParams(new FormData(form));
  body.set("copy", copy);
  body.set("seconds", Math.round((performance.now() - began) / 1000));
  const answer = await handIn(address, body, proof);
  if (answer.state === "later") {
    return form.isConnected ? tellUnsent() : undefined;
  }
  return { html: answer.html, address, kept };
}

/** The page that offers to send other answers as a new form. */
async function sendAgain(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await handIn(now.address, body, { value: "" });
  return answer.state === "later" ? tellUnsent() : { html: answer.html, address: now.address };
}
