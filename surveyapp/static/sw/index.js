// The service worker of the form pages: opens a known link without a network, and sends what waits.
// It keeps forms that were fetched and nothing that was sent; it never keeps a refusal.

import { deliver } from "../citizen/delivery.js";
import { PAGES, tidy } from "../citizen/offline.js";

/** How long a page of the network may take where there is one at hand. */
const PATIENCE = 3000;

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== PAGES).map((name) => caches.delete(name))))
    .then(() => clients.claim()));
});

addEventListener("sync", (event) => event.waitUntil(deliver().then((left) => {
  if (left) {
    throw new Error("try again later");
  }
})));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) {
    return;
  }
  if (request.mode === "navigate" && url.pathname.startsWith("/q/")) {
    const fresh = fromNetwork(request);
    event.respondWith(page(request, fresh));
    event.waitUntil(fresh.then(() => deliver(), () => {}));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(file(request));
  }
});

/** The page of the network if it comes soon and is sound, else the kept one. */
async function page(request, fresh) {
  const kept = await find(request);
  if (!kept) {
    return fresh;
  }
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh.then((answer) => (answer.status >= 500 ? kept : answer), () => kept), late]);
}

/** A form is kept; a refusal also removes the kept form. */
async function fromNetwork(request) {
  const answer = await fetch(request);
  if (answer.status < 500 && answer.type === "basic") {
    const cache = await caches.open(PAGES);
    await cache.delete(request, { ignoreVary: true });
    if (answer.ok) {
      await cache.put(request, answer.clone());
      await tidy(cache);
    }
  }
  return answer;
}

async function file(request) {
  return await find(request) || fetch(request);
}

async function find(request) {
  const cache = await caches.open(PAGES);
  const exact = await cache.match(request, { ignoreVary: true });
  return exact || cache.match(request, { ignoreVary: true, ignoreSearch: true });
}
