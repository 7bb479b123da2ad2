// The tablet at a counter: one document that shows one screen after another and keeps nothing.
// Without this script the same pages work as plain links.

import { fillScreen } from "./fullscreen.js";
import { changeLanguage, forgetForm, leadTo, sendForm, startForm } from "./form.js";
import { rest, watchIdle } from "./idle.js";
import { onTally, sendWaiting } from "./outbox.js";
import { gather, load, pageAt, versionOf } from "./pages.js";
import { screen, settle, show } from "./screens.js";
import { enterPin, leave, makePad, tellTally } from "./staff.js";
import { startCountdown } from "./thanks.js";
import { notLoaded } from "./waiting.js";

const HOME = document.body.dataset.kiosk;
/** Seconds between two looks whether the kiosk still takes forms, and between two full gatherings. */
const LOOK = 60;
const GATHER = 1800;

let version = "";
let gathered = -GATHER;
let turn = 0;

/** Back to the start; whatever was on the screen is gone. */
async function goHome() {
  turn += 1;
  forgetForm();
  live(await pageAt(HOME));
  lookAround();
}

/** Show a page and give its screen a life. */
function live(html, options) {
  show(html);
  wake(options);
}

function wake(options) {
  rest();
  tellTally();
  if (screen() === "form") {
    startForm(options);
  } else if (screen() === "thanks") {
    startCountdown(goHome);
  } else if (screen() === "enter") {
    makePad();
  }
}

async function open(address) {
  const mine = turn += 1;
  const html = await pageAt(address);
  if (mine !== turn) {
    return;
  }
  if (html) {
    live(html, { address });
  } else {
    notLoaded();
    rest();
  }
}

/** While nobody is there: is the kiosk still open, is there a newer version, are all pages here? */
async function lookAround() {
  if (!["start", "closed"].includes(screen())) {
    return;
  }
  const mine = turn;
  const { state, html } = await load(HOME);
  if (mine !== turn || state === "away" || !["start", "closed"].includes(screen())) {
    return;
  }
  const wanted = state === "open" ? "start" : "closed";
  if (screen() !== wanted) {
    live(html);
  }
  const page = new DOMParser().parseFromString(html, "text/html");
  if (versionOf(page) !== version && sendingDone()) {
    location.replace(HOME);
    return;
  }
  const now = performance.now() / 1000;
  if (state === "open" && now - gathered >= GATHER) {
    gathered = now;
    gathered = await gather(HOME, pause) ? now : now - GATHER + LOOK;
  }
}

function sendingDone() {
  return !document.querySelector(".queue:not(:empty)");
}

/** A moment between two pages, so that a tap is never kept waiting. */
function pause() {
  return new Promise((resolve) => { setTimeout(resolve, 30); });
}

function onClick(event) {
  const link = event.target.closest("a[href]") || wholeScreen(event.target);
  fillScreen(screen());
  holdHistory();
  if (!link) {
    return;
  }
  event.preventDefault();
  const address = link.getAttribute("href");
  if (address.startsWith("#")) {
    leadTo(address);
  } else if (link.matches("[data-leave]")) {
    leave(link, address);
  } else if (address === HOME) {
    goHome();
  } else {
    open(address);
  }
}

/** Who touches the start screen beside its buttons also begins, in the first language. */
function wholeScreen(target) {
  return screen() === "start" && target.closest("main") && document.querySelector(".choice");
}

async function onSubmit(event) {
  event.preventDefault();
  const form = event.target;
  const mine = turn += 1;
  let answer;
  if (form.id === "enter") {
    answer = await enterPin(form);
  } else if (event.submitter && event.submitter.name === "show_in") {
    answer = await changeLanguage(event.submitter.value);
  } else {
    answer = await sendForm(form);
  }
  if (answer && mine === turn) {
    live(answer.html, answer);
  }
}

/**
 * One entry of the history above the first, so that going back goes nowhere. It is made by a tap:
 * browsers skip entries that nobody asked for.
 */
function holdHistory() {
  if (!history.state) {
    history.pushState({ kiosk: 1 }, "", HOME);
  }
}

/** Older browsers keep the plain pages, and what sends those back to the start by themselves. */
function isAble() {
  return "replaceChildren" in document.body && "HTMLDialogElement" in self;
}

function begin() {
  if (!isAble()) {
    const plain = document.querySelector("head noscript");
    document.head.insertAdjacentHTML("beforeend", plain ? plain.textContent : "");
    return;
  }
  if (location.pathname !== HOME || location.search || location.hash) {
    location.replace(HOME);
    return;
  }
  version = versionOf(document);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  for (const kind of ["contextmenu", "dragstart", "copy", "cut"]) {
    document.addEventListener(kind, (event) => event.preventDefault());
  }
  addEventListener("pageshow", (event) => event.persisted && location.replace(HOME));
  addEventListener("online", () => { sendWaiting(); lookAround(); });
  onTally(tellTally);
  addEventListener("popstate", holdHistory);
  watchIdle(Number(document.body.dataset.idle), goHome);
  document.querySelectorAll("noscript, script").forEach((element) => element.remove());
  settle();
  wake();
  lookAround();
  setInterval(lookAround, LOOK * 1000);
}

begin();
