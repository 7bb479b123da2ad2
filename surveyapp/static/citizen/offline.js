// The page for the next visit without a network. Everything comes out of the browser's own cache.

export const PAGES = "phieu-1";
/** How many files are kept; the oldest go first. */
const MOST = 30;

/** Start the service worker and keep this page, its style and its script. */
export async function keepPage(worker) {
  try {
    await navigator.serviceWorker.register(worker, { scope: "/q/", updateViaCache: "all" });
    const files = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]");
    const urls = [...files].map((file) => file.href || file.src);
    const cache = await caches.open(PAGES);
    for (const url of [location.pathname + location.search, ...urls]) {
      await keepFile(cache, url);
    }
  } catch (error) {
    // No worker here, or no room: the page works while there is a network.
  }
}

async function keepFile(cache, url) {
  if (!await cache.match(url)) {
    const answer = await fetch(url, { cache: "force-cache" });
    if (answer.ok) {
      await cache.put(url, answer);
    }
  }
}

/** Let the oldest files go. */
export async function tidy(cache) {
  const requests = await cache.keys();
  for (const request of requests.slice(0, Math.max(0, requests.length - MOST))) {
    await cache.delete(request);
  }
}
