// The form page for citizens. Without this script it is one long page that works as well.

import { timeOf, wordsOf } from "./dom.js";
import { WAITING, send } from "./delivery.js";
import { makeDraft } from "./draft.js";
import { answersOf, fill, merged } from "./fields.js";
import { change, read } from "./keep.js";
import { makeNotices } from "./notices.js";
import { keepPage } from "./offline.js";
import { showPage, showWaiting } from "./pages.js";
import { startProof } from "./proof.js";
import { handIn, newCopy, startDelivery, tryNow } from "./sending.js";
import { makeSteps } from "./steps.js";
import { followHistory, note, noted, stepBack, stepForward } from "./trail.js";

const draft = makeDraft(`draft:${location.pathname}`);
/** The form on the page and what belongs to it; undefined where another page took its place. */
let page;
/** The page with the receipt, once there is one: after a refresh or a way back it is shown again. */
let done = performance.getEntriesByType("navigation")[0].type !== "navigate" && noted().done;
/** Seconds that the person took before this page, as a draft tells. */
let earlier = 0;

/** The form on the page begins to live; `kept` has answers and step of the page before it. */
async function start(kept) {
  const form = document.querySelector("form[data-module=form]");
  if (!form) {
    return;
  }
  const say = wordsOf(form);
  const copy = newCopy();
  const steps = makeSteps(form, say, move);
  const proof = startProof(form.elements.page_token.value, copy);
  page = { form, say, copy, steps, proof, tell: makeNotices(form) };
  steps.show(form.querySelector("[data-part] .wrong") || (kept ? kept.step : 0));
  form.addEventListener("keydown", keepFromSending);
  form.addEventListener("submit", submit);
  form.addEventListener("input", save);
  await restore(page, kept);
  tellQueue();
}

async function restore({ form, say, tell, steps }, kept) {
  if (kept) {
    fill(form, kept.answers);
  }
  const found = await draft.open();
  if (found && !kept) {
    earlier = found.seconds;
    fill(form, merged(found.answers, answersOf(form)));
    steps.show(found.step);
    tell("draft", say("restored", { time: timeOf(found.at) }), say("start_anew"), () => {
      fill(form, []);
      steps.lead(0);
    });
  }
  save();
}

async function save() {
  const { form, steps, say, tell } = page;
  await draft.save({ answers: answersOf(form), step: steps.at, seconds: seconds(), at: Date.now() });
  const fault = draft.whose === "taken" ? "other_tab" : "no_storage";
  tell("safe", draft.whose === "mine" && draft.safe ? "" : say(fault));
}

function move(step) {
  if (step > page.steps.at) {
    stepForward();
  } else if (stepBack()) {
    return;
  }
  walkTo(step);
}

function walkTo(step) {
  page.steps.lead(step);
  save();
}

/** Enter in a field of one line would press the first button of the form. */
function keepFromSending(event) {
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
  }
}

async function submit(event) {
  event.preventDefault();
  const { form, steps, say, tell, copy, proof, busy } = page;
  const button = event.submitter || {};
  const language = button.name === "show_in" && button.value;
  if (busy || !(language || steps.areComplete())) {
    return;
  }
  page.busy = true;
  const kept = { answers: answersOf(form), step: steps.at };
  const fields = new URLSearchParams(new FormData(form));
  fields.set("copy", copy);
  fields.set("seconds", seconds());
  fields.set("proof", proof.value);
  const url = location.pathname + location.search;
  if (language) {
    fields.set("show_in", language);
    const { html } = await send({ url, body: `${fields}` });
    page.busy = false;
    if (/data-module="?form/.test(html)) {
      note({}, `?lang=${language}`);
      showPage(html);
      start(kept);
    } else {
      tell("language", say("no_language"));
    }
    return;
  }
  button.textContent = say("sending");
  draft.whose = "";
  let tried;
  handIn({ url, copy, body: `${fields}`, at: Date.now() }, draft.key, ({ state, html }, safe) => {
    page = undefined;
    if (state === "later") {
      tried = tried || showWaiting(say, safe, tryNow);
      tried();
      return;
    }
    showPage(html);
    if (state === "received") {
      finish(html);
    } else {
      start(kept);
    }
  });
}

/** The page with the receipt stays where it is, whatever the person does with the history. */
function finish(html) {
  done = html;
  note({ done });
  stepBack(true);
}

/** What waits, what was received behind the person's back, what came back. */
async function tellQueue() {
  for (const { key, at, state, receipt, body } of await read(WAITING)) {
    if (!page) {
      return;
    }
    const { form, say, tell } = page;
    const words = { time: timeOf(at), receipt };
    const forget = () => change([], [key]);
    if (state === "received") {
      tell(key, say(receipt ? "received" : "received_anonymous", words), say("ok"), forget);
    } else if (state) {
      tell(key, say("returned", words), say("open_again"), () => {
        fill(form, [...new URLSearchParams(body)]);
        forget();
      });
    } else if (!page.busy) {
      tell(key, say("still_waiting", words));
    }
  }
}

function seconds() {
  return Math.round(earlier + performance.now() / 1000);
}

function begin() {
  const form = document.querySelector("form[data-module=form]");
  // Browsers that cannot do all this keep the plain page.
  if (!form || !self.CSS || !CSS.supports("selector(:is(a))") || !document.body.replaceChildren) {
    return;
  }
  followHistory((way) => (done ? note({ done }) : page && walkTo(page.steps.at + way)));
  addEventListener("load", () => setTimeout(keepPage, 0, form.dataset.worker));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#c-']");
    const target = link && page && page.form.querySelector(link.hash);
    if (target) {
      event.preventDefault();
      page.steps.show(target);
      target.focus();
    }
  });
  if (done) {
    showPage(done);
    finish(done);
  } else {
    start();
  }
  startDelivery(tellQueue);
}

begin();
