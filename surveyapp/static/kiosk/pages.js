// The pages of the kiosk, kept in the memory of this document and nowhere else.

/** How long an answer of the server may take, in milliseconds. */
export const PATIENCE = 12000;
/** More pages than the largest counter has; a loop of links cannot fill the memory. */
const MOST = 600;

let kept = new Map();
let gathering = false;

/** The page at an address as HTML: the kept one, else from the server; "" where neither is there. */
export async function pageAt(address) {
  return kept.get(address) || (await load(address)).html;
}

/** Ask the server for a page. `state` is "open", "closed" (our page says why) or "away". */
export async function load(address) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { cache: "no-store", signal: patience.signal });
    const html = await answer.text();
    if (!isOurs(html)) {
      return { state: "away", html: "" };
    }
    return { state: answer.ok ? "open" : "closed", html };
  } catch (error) {
    return { state: "away", html: "" };
  } finally {
    clearTimeout(timer);
  }
}

/** The login page of a public network also answers: only pages of a kiosk count. */
export function isOurs(html) {
  return html.includes("data-kiosk=");
}

/** Fetch every page that links lead to from `home`, one after another. Says whether all came. */
export async function gather(home, isBusy) {
  if (gathering) {
    return false;
  }
  gathering = true;
  try {
    const found = [home];
    for (const address of found) {
      const { state, html } = await load(address);
      if (state !== "open") {
        return false;
      }
      kept.set(address, html);
      found.push(...linksOf(html, home).filter((link) => !found.includes(link)));
      found.length = Math.min(found.length, MOST);
      await isBusy();
    }
    return true;
  } finally {
    gathering = false;
  }
}

/** Addresses below `home` that a page links to; the page for staff is never kept. */
function linksOf(html, home) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return [...page.querySelectorAll("a[href]:not([data-staff])")]
    .map((link) => link.getAttribute("href"))
    .filter((link) => link.startsWith(`${home}?`) || link.startsWith(`${home}/`));
}

/** The style and script that a page asks for: they change when the system was updated. */
export function versionOf(page) {
  const files = page.querySelectorAll("link[rel=stylesheet], script[src]");
  return [...files].map((file) => file.getAttribute("href") || file.getAttribute("src")).join();
}
