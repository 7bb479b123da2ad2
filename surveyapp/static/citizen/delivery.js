// The one queue of forms that are to reach the server, for pages and for the service worker.
// A form is put there before the first attempt and stays until the server has answered for it.

import { change, read } from "./keep.js";
import { alone } from "./locks.js";

export const WAITING = "out:";
const LONGEST_ATTEMPT = 20000;
/** "Too many requests" and all above only ask to wait; 400 to 428 need the person. */
const TOO_MANY = 429;

/** Send one form. Answers `{state, html, receipt}` with "received", "person" or "later". */
export async function send({ url, body }) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LONGEST_ATTEMPT);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(body),
      redirect: "error",
      signal: patience.signal,
    });
    const html = await answer.text();
    const receipt = answer.headers.get("X-Receipt") || "";
    return { html, receipt, state: stateOf(answer.status, html) };
  } catch (error) {
    return { state: "later" };
  } finally {
    clearTimeout(timer);
  }
}

/** The login page of a public network also answers 200: only our own pages count. */
function stateOf(status, html) {
  const ours = /<main id="?main/.test(html);
  if (ours && (status === 409 || (status === 200 && /<h1 class="?done/.test(html)))) {
    return "received";
  }
  return ours && status >= 400 && status < TOO_MANY ? "person" : "later";
}

/** Send what waits, except `own`, which its page sends itself. Answers how many still wait. */
export async function deliver(own) {
  let left = 0;
  for (const { key } of await waiting(WAITING)) {
    // What another tab or the worker is sending counts as waiting, until its end is known.
    if (key !== own && !await alone(key, { ifAvailable: true }, () => settle(key))) {
      left += 1;
    }
  }
  return left;
}

/** Send a form behind the person's back and note what became of it; says whether it is over. */
async function settle(key) {
  const [form] = await waiting(key);
  if (!form) {
    return true;
  }
  const { state, receipt } = await send(form);
  if (state !== "later") {
    // A received form leaves only its receipt behind, until the person has seen it.
    await change([{ ...form, body: state === "person" && form.body, state, receipt }]);
  }
  return state !== "later";
}

async function waiting(prefix) {
  return (await read(prefix)).filter(({ state }) => !state).sort((one, two) => one.at - two.at);
}
