// The page for the next visit without a network. Everything comes out of the browser's own cache.

import { PAGES } from "./kept_pages.js";

/** Start the service worker and keep this page, its style and its script. */
export async function keepPage(worker) {
  try {
    await navigator.serviceWorker.register(worker, { scope: "/q/", updateViaCache: "all" });
    const files = [...document.querySelectorAll("link[href], script[src]")];
    const urls = [location.href.split("#")[0], ...files.map((file) => file.href || file.src)];
    const requests = urls.map((url) => new Request(url, { cache: "force-cache" }));
    await (await caches.open(PAGES)).addAll(requests);
  } catch (error) {
    // No worker here, or no room: the page works while there is a network.
  }
}
