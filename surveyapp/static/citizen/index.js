// The form page for citizens. Without this script it is one long page that works as well.

import { timeOf, wordsOf } from "./dom.js";
import { WAITING } from "./delivery.js";
import { makeDraft } from "./draft.js";
import { answersOf, fill } from "./fields.js";
import { change, read } from "./keep.js";
import { makeNotices } from "./notices.js";
import { keepPage } from "./offline.js";
import { startProof } from "./proof.js";
import { handIn, newCopy, onDelivery, showWaiting, startDelivery } from "./sending.js";
import { makeSteps } from "./steps.js";
import { showPage } from "./swap.js";
import {
  followHistory, leaveTrail, note, noted, onWalk, stepBack, stepForward,
} from "./trail.js";

const PATH = location.pathname;
/** Seconds that the person took before this page, as a draft tells. */
let earlier = 0;

/** The form on the page begins to live; `kept` has answers and step of the page before it. */
async function start(form, kept) {
  const say = wordsOf(form);
  const tell = makeNotices(form);
  const steps = makeSteps(form, say, { moved: move, shown: () => draft.save() });
  const draft = makeDraft(PATH, () => (
    { answers: answersOf(form), step: steps.at, seconds: seconds(), at: Date.now() }
  ));
  const page = { form, say, tell, steps, draft };
  page.copy = newCopy();
  page.proof = startProof(form.elements.page_token.value, page.copy);

  onWalk((way) => steps.lead(steps.at + way));
  form.addEventListener("input", () => { page.touched = true; draft.save(); });
  form.addEventListener("keydown", keepFromSending);
  form.addEventListener("submit", (event) => submit(event, page));
  openAt(page, kept);
  await restore(page, kept);
  onDelivery(() => tellQueue(page));
  await tellQueue(page);

  function move(step) {
    if (step > steps.at) {
      stepForward();
      steps.lead(step);
    } else if (!stepBack()) {
      steps.lead(step);
    }
  }
}

/** A form that comes back with faults opens at the first of them. */
function openAt({ form, steps }, kept) {
  const parts = [...form.querySelectorAll("[data-part]")];
  const first = parts.findIndex((part) => part.querySelector(".wrong, [aria-invalid]"));
  steps.show(first >= 0 ? first : (kept || { step: 0 }).step);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && form.isConnected && form.querySelector(link.hash);
    if (target) {
      event.preventDefault();
      steps.show(parts.indexOf(target.closest("[data-part]")));
      target.focus();
    }
  });
}

async function restore({ form, say, tell, steps, draft }, kept) {
  if (kept) {
    fill(form, kept.answers);
  }
  const found = await draft.restore(form);
  if (found && !kept) {
    earlier = found.seconds;
    steps.show(found.step);
    tell("draft", say("restored", { time: timeOf(found.at) }), say("start_anew"), () => {
      fill(form, []);
      steps.lead(0);
    });
  }
  tell("whose", draft.whose === "taken" ? say("other_tab") : "");
  await draft.save();
  form.addEventListener("input", () => tell("safe", isSafe(draft) ? "" : say("no_storage")));
  tell("safe", isSafe(draft) ? "" : say("no_storage"));
}

function isSafe({ whose, safe }) {
  return whose === "taken" || (whose === "mine" && safe);
}

/** Enter in a field of one line would press the first button of the form. */
function keepFromSending(event) {
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
  }
}

async function submit(event, page) {
  const { form, steps, say, draft } = page;
  event.preventDefault();
  const language = event.submitter && event.submitter.name === "show_in";
  if (page.busy || (!language && steps.tellFirstMissing())) {
    return;
  }
  page.busy = true;
  const kept = { answers: answersOf(form), step: steps.at };
  const body = new URLSearchParams(new FormData(form));
  body.set("copy", page.copy);
  body.set("seconds", seconds());
  body.set("proof", page.proof.value);
  if (language) {
    await changeLanguage(page, body, event.submitter.value, kept);
    return;
  }
  event.submitter && (event.submitter.textContent = say("sending"));
  draft.close();
  await handIn(PATH + location.search, body, draft.key, (answer, safe) => {
    if (answer.state === "later") {
      showWaiting(say, safe);
      return;
    }
    showPage(answer.html);
    if (answer.state === "received") {
      finish(answer.html);
    } else {
      startAgain(kept);
    }
  });
}

/** The page with the receipt stays where it is, whatever the person does with the history. */
function finish(html) {
  onWalk(() => note({ done: html }));
  note({ done: html });
  leaveTrail();
}

function startAgain(kept) {
  const form = document.querySelector("form[data-module=form]");
  if (form) {
    start(form, kept);
  }
}

async function changeLanguage(page, body, language, kept) {
  body.set("show_in", language);
  try {
    const answer = await fetch(PATH, { method: "POST", body, redirect: "error" });
    const html = await answer.text();
    if (!html.includes('data-module="form"')) {
      throw new Error("not the form");
    }
    page.draft.close();
    showPage(html);
    history.replaceState(history.state, "", `?lang=${language}`);
    startAgain(kept);
  } catch (error) {
    page.busy = false;
    page.tell("language", page.say("no_language"));
  }
}

/** What waits, what was received behind the person's back, what came back. */
async function tellQueue({ form, say, tell, draft }) {
  if (!form.isConnected) {
    return;
  }
  for (const { key, url, at, state, receipt, body } of await read(WAITING)) {
    const time = timeOf(at);
    const forget = () => change([], [key]);
    if (state === "received") {
      tell(key, say(receipt ? "received" : "received_anonymous", { time, receipt }), say("ok"), forget);
    } else if (state === "person") {
      tell(key, say("returned", { time }), say("open_again"), async () => {
        await change([], [key]);
        fill(form, [...new URLSearchParams(body)]);
      });
    } else {
      tell(key, say("still_waiting", { time }));
    }
  }
}

function seconds() {
  return Math.round(earlier + performance.now() / 1000);
}

/** Browsers that cannot do all this keep the plain page. */
function isAble() {
  return "replaceChildren" in document.body && self.CSS && CSS.supports("selector(:is(a))");
}

function begin() {
  const form = document.querySelector("form[data-module=form]");
  if (!form || !isAble()) {
    return;
  }
  followHistory();
  const { worker } = form.dataset;
  if (worker) {
    addEventListener("load", () => setTimeout(keepPage, 0, worker));
  }
  const { done } = noted();
  if (done) {
    showPage(done);
    finish(done);
    return;
  }
  start(form);
  startDelivery();
}

begin();
