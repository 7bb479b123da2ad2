// Filled forms on their way to the server. They wait in the memory of this document only.

import { PATIENCE, isOurs } from "./pages.js";

/** Seconds between attempts; the last one again and again. */
const PAUSES = [5, 10, 20, 40, 60, 120, 300];

const waiting = [];
let received = 0;
let refused = 0;
let pauses = 0;
let timer;
let told = () => {};

/** How many forms this document has sent, how many wait, how many the server will never take. */
export function tally() {
  return { received, waiting: waiting.length, refused };
}

/** `heard` is called after each change of the tally. */
export function onTally(heard) {
  told = heard;
}

/**
 * Send a form for the person in front of the screen. Answers `{state, html}`: "received",
 * "person" (the page says what to mend; nothing waits) or "later" (it waits here).
 * Who waits has time for the proof: each attempt takes the one that is there by then.
 */
export async function handIn(address, body, proof) {
  const form = { address, body, proof, busy: true };
  waiting.push(form);
  told();
  const answer = await send(form);
  form.busy = false;
  if (answer.state === "later") {
    plan();
  } else {
    release(form, answer.state === "received");
    sendWaiting();
  }
  told();
  return answer;
}

/** Send again what waits; the pauses begin anew. */
export async function sendWaiting() {
  pauses = 0;
  await round();
}

async function round() {
  clearTimeout(timer);
  timer = undefined;
  for (const form of waiting.filter(({ busy }) => !busy)) {
    form.busy = true;
    const { state } = await send(form);
    form.busy = false;
    if (state === "later") {
      break;
    }
    release(form, state === "received");
    if (state === "person") {
      refused += 1;
    }
    told();
  }
  plan();
}

/** The next attempt; one that is planned already stays where it is. */
function plan() {
  if (waiting.length && !timer) {
    timer = setTimeout(round, 1000 * PAUSES[Math.min(pauses, PAUSES.length - 1)]);
    pauses += 1;
  }
}

function release(form, isReceived) {
  waiting.splice(waiting.indexOf(form), 1);
  received += isReceived ? 1 : 0;
}

async function send(form, again = true) {
  const patience = new AbortController();
  const wait = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const { address, body, proof } = form;
    body.set("proof", proof.value);
    const answer = await fetch(address, {
      method: "POST", body, redirect: "error", cache: "no-store", signal: patience.signal,
    });
    const html = await answer.text();
    if (again && answer.status === 400 && isOurs(html)) {
      renew(form, html);
      return await send(form, false);
    }
    return { state: stateOf(answer, html), html };
  } catch (error) {
    return { state: "later", html: "" };
  } finally {
    clearTimeout(wait);
  }
}

/** The token of a page that was kept for long: the answer brings a new one. */
function renew(form, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const token = page.querySelector("#phieu [name=page_token]");
  if (token) {
    form.body.set("page_token", token.value);
  }
}

function stateOf({ ok, status }, html) {
  if (!isOurs(html) || status >= 500 || status === 429) {
    return "later";
  }
  return ok || status === 409 ? "received" : "person";
}
