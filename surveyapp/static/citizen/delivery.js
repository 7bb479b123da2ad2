// The one queue of forms that are to reach the server, for pages and for the service worker.
// A form is put there before the first attempt and stays until the server has answered for it.

import { change, read } from "./keep.js";
import { alone } from "./locks.js";

export const WAITING = "out:";
const TIMEOUT = 20000;
/** Statuses that need the person; with others the form only has to wait. */
const FOR_THE_PERSON = [400, 403, 404, 410, 413, 422];

/** Send one form. Answers `{state, html, receipt}` with "received", "person" or "later". */
export async function send(form) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), TIMEOUT);
  try {
    const answer = await fetch(form.url, {
      method: "POST",
      body: form.body,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      redirect: "error",
      signal: patience.signal,
    });
    const html = await answer.text();
    return { html, receipt: answer.headers.get("X-Receipt") || "", state: stateOf(answer, html) };
  } catch (error) {
    return { state: "later" };
  } finally {
    clearTimeout(timer);
  }
}

/** The login page of a public network also answers 200: only our own pages count. */
function stateOf(answer, html) {
  if (answer.headers.has("X-Receipt") || (answer.ok && /<h1[^>]* class="?done/.test(html))) {
    return "received";
  }
  const ours = html.includes('id="main"') || html.includes("id=main");
  if (answer.status === 409) {
    return ours ? "received" : "later";
  }
  return ours && FOR_THE_PERSON.includes(answer.status) ? "person" : "later";
}

/** Send what waits, except `own`, which its page sends itself. Answers how many still wait. */
export async function deliver(own) {
  let left = 0;
  for (const { key } of await waiting()) {
    if (key !== own) {
      await alone(key, { ifAvailable: true }, async () => {
        const [form] = (await read(key)).filter(isWaiting);
        if (form && !await settle(form, await send(form))) {
          left += 1;
        }
      });
    }
  }
  return left;
}

/** Forms that wait, oldest first. */
export async function waiting() {
  return (await read(WAITING)).filter(isWaiting).sort((one, other) => one.at - other.at);
}

/** Note what became of a form that was sent behind the person's back. */
async function settle(form, { state, receipt }) {
  if (state === "received") {
    const { key, url, at } = form;
    await change([{ key, url, at, receipt, state }]);
  } else if (state === "person") {
    await change([{ ...form, state }]);
  }
  return state !== "later";
}

function isWaiting(form) {
  return !form.state;
}
