// The service worker of the form pages: opens a known link without a network, and sends what waits.
// It keeps forms that were fetched and nothing that was sent; it never keeps a refusal.

import { deliver } from "../citizen/delivery.js";
import { PAGES } from "../citizen/kept_pages.js";

/** Milliseconds that the network may take where there is a page at hand. */
const PATIENCE = 3000;
/** How many files are kept; the oldest go first. */
const MOST = 30;

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("sync", (event) => event.waitUntil(deliver().then((left) => {
  if (left) {
    throw new Error("the browser will wake this worker again");
  }
})));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) {
    return;
  }
  if (request.mode === "navigate" && pathname.startsWith("/q/")) {
    const fresh = fromNetwork(request);
    event.respondWith(choose(request, fresh));
    event.waitUntil(fresh.then(() => deliver(), () => {}));
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(find(request).then((kept) => kept || fetch(request)));
  }
});

/** The page of the network if it comes soon and the server is well, else the kept one. */
async function choose(request, fresh) {
  const kept = await find(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  const sound = fresh.then((answer) => (answer.status < 500 ? answer : kept), () => kept);
  return kept ? Promise.race([sound, late]) : fresh;
}

/** A form is kept; a refusal removes what was kept, in every language. */
async function fromNetwork(request) {
  const answer = await fetch(request);
  if (answer.status < 500) {
    const cache = await caches.open(PAGES);
    await cache.delete(request, { ignoreVary: true, ignoreSearch: !answer.ok });
    if (answer.ok) {
      await cache.put(request, answer.clone());
      const known = await cache.keys();
      await Promise.all(known.slice(0, -MOST).map((old) => cache.delete(old)));
    }
  }
  return answer;
}

/** What is kept under an address; the same form in another language is better than none. */
async function find(request) {
  const cache = await caches.open(PAGES);
  const options = { ignoreVary: true };
  return await cache.match(request, options)
    || cache.match(request, { ...options, ignoreSearch: true });
}
