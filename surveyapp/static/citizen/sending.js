// Sending a form: into the queue first, then to the server, as often as it takes.

import { change } from "./keep.js";
import { alone } from "./locks.js";
import { WAITING, deliver, send } from "./delivery.js";

/** Seconds between attempts while the page is open: twice as long each time. */
const SHORTEST_PAUSE = 5;
const LONGEST_PAUSE = 300;

let own;
let told;
let running;
let turn;
let timer;

/**
 * Begin to send what waits: now, when the network returns, when the page is looked at again.
 * `hear` is called after each round.
 */
export function startDelivery(hear) {
  told = hear;
  addEventListener("online", tryNow);
  document.addEventListener("visibilitychange", () => document.hidden || tryNow());
  addEventListener("beforeunload", (event) => own && !own.safe && event.preventDefault());
  tryNow();
}

/** A name for one filling of the form: a page that was kept may be filled more than once. */
export function newCopy() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Put a form into the queue in place of its draft, and send it. `answered` gets each answer. */
export async function handIn(form, draft, answered) {
  form.key = WAITING + form.copy;
  own = { form, answered, safe: await change([form], [draft], "strict") };
  tryNow();
}

/** Try again without waiting for the next turn. */
export function tryNow() {
  turn = 0;
  return round();
}

async function round() {
  if (running) {
    return;
  }
  running = true;
  clearTimeout(timer);
  const first = own;
  const left = await sendOwn() + await deliver(own && own.form.key);
  running = false;
  told();
  if (own && own !== first) {
    tryNow();
  } else if (left) {
    timer = setTimeout(round, 1000 * Math.min(SHORTEST_PAUSE * 2 ** turn, LONGEST_PAUSE));
    turn += 1;
    askForSync();
  }
}

/** Send the form of this page; the answer is shown here. Answers 1 while it waits. */
async function sendOwn() {
  if (!own) {
    return 0;
  }
  const { form, safe, answered } = own;
  const answer = await alone(form.key, {}, () => send(form));
  const waits = answer.state === "later";
  if (!waits) {
    own = undefined;
    await change([], [form.key]);
  }
  answered(answer, safe);
  return Number(waits);
}

/** The browser may wake the worker when the network returns, even with all pages closed. */
async function askForSync() {
  try {
    await (await navigator.serviceWorker.getRegistration()).sync.register("phieu");
  } catch (error) {
    // Not every browser can; the page and its next opening send too.
  }
}
