// Sending a form: into the queue first, then to the server, as often as it takes.

import { focusOn, make, timeOf } from "./dom.js";
import { change } from "./keep.js";
import { alone } from "./locks.js";
import { WAITING, deliver, send } from "./delivery.js";

/** Seconds between attempts while the page is open. */
const PAUSES = [5, 10, 20, 40, 60, 120, 300];

let own;
let handle = () => {};
let afterwards = () => {};
let running = false;
let pauses = 0;
let timer;

/** Begin to send what waits: now, when the network returns, when the page is looked at again. */
export function startDelivery() {
  addEventListener("online", tryNow);
  document.addEventListener("visibilitychange", () => document.hidden || tryNow());
  addEventListener("beforeunload", (event) => {
    if (own && !own.safe) {
      event.preventDefault();
    }
  });
  tryNow();
}

/** `told` is called after each round with the number of forms that still wait. */
export function onDelivery(told) {
  afterwards = told;
}

/** A name for one filling of the form. A page that was kept may be filled more than once. */
export function newCopy() {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Put a form into the queue in place of its draft, and send it. `answered` gets the page. */
export async function handIn(url, body, draftKey, answered) {
  const form = { key: WAITING + body.get("copy"), url, body: body.toString(), at: Date.now() };
  const safe = await change([form], [draftKey], "strict");
  own = { form, safe };
  handle = answered;
  await tryNow();
}

/** Try again without waiting for the next turn. */
export function tryNow() {
  pauses = 0;
  return round();
}

async function round() {
  if (running) {
    return;
  }
  running = true;
  clearTimeout(timer);
  try {
    const left = await sendOwn() + await deliver(own && own.form.key);
    if (left) {
      timer = setTimeout(round, 1000 * PAUSES[Math.min(pauses, PAUSES.length - 1)]);
      pauses += 1;
      askForSync();
    }
    afterwards(left);
  } finally {
    running = false;
  }
}

/** Send the form of this page; the answer is shown here. Answers 1 while it waits. */
async function sendOwn() {
  if (!own) {
    return 0;
  }
  const { form, safe } = own;
  const answer = await alone(form.key, {}, () => send(form));
  if (answer.state !== "later") {
    own = undefined;
    await change([], [form.key]);
  }
  await handle(answer, safe);
  return answer.state === "later" ? 1 : 0;
}

/** The browser may wake the worker when the network returns, even with all pages closed. */
async function askForSync() {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.sync.register("phieu");
  } catch (error) {
    // Not every browser can; the page and its next opening send too.
  }
}

/** The page while a form waits: what is true now, and a button. */
export function showWaiting(say, safe) {
  const main = document.querySelector("main");
  const tried = say("tried", { time: timeOf(Date.now()) });
  const before = main.querySelector(".waiting");
  if (before) {
    before.textContent = tried;
    return;
  }
  const heading = make("h1", { textContent: say("not_sent") });
  const again = make("button", { type: "button", textContent: say("try_now") });
  const status = make("p", { className: "waiting quiet", textContent: tried });
  status.setAttribute("role", "status");
  again.addEventListener("click", () => {
    status.textContent = say("sending");
    tryNow();
  });
  main.replaceChildren(heading, make("p", { className: "note", textContent: say("waiting") }),
    make("p", { textContent: say(safe ? "may_close" : "keep_open") }), status, again);
  document.title = heading.textContent;
  focusOn(heading);
  scrollTo(0, 0);
}
