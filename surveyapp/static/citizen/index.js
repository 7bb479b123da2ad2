// The form page for citizens. Without this script it is one long page that works as well.

import { timeOf, wordsOf } from "./dom.js";
import { WAITING, send } from "./delivery.js";
import { makeDraft } from "./draft.js";
import { answersOf, fill } from "./fields.js";
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
/** The page with the receipt, once there is one; a refresh or a way back shows it again. */
let done = noted().done;
/** Seconds that the person took before this page, as a draft tells. */
let earlier = 0;

/** The form on the page begins to live; `kept` has answers and step of the page before it. */
async function start(kept) {
  const form = document.querySelector("form[data-module=form]");
  if (!form) {
    // A refusal took its place; the way back brings the form and its draft.
    addEventListener("popstate", () => location.reload());
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
    fill(form, [...answersOf(form), ...found.answers]);
    steps.show(found.step);
    tell("draft", say("restored", { time: timeOf(found.at) }), say("start_anew"), () => {
      fill(form, []);
      steps.lead(0);
    });
  }
  save();
}

function snapshot({ form, steps }) {
  return { answers: answersOf(form), step: steps.at, seconds: seconds(), at: Date.now() };
}

async function save() {
  const { say, tell } = page;
  await draft.save(snapshot(page));
  const faults = { taken: "other_tab", none: "no_storage", mine: !draft.safe && "no_storage" };
  tell("safe", faults[draft.whose] ? say(faults[draft.whose]) : "");
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

function submit(event) {
  event.preventDefault();
  const { name, value } = event.submitter;
  const asked = name === "show_in" ? value : "";
  if (page.busy || !(asked || page.steps.areComplete())) {
    return;
  }
  page.busy = true;
  const form = { url: location.pathname + location.search, copy: page.copy, at: Date.now() };
  const fields = new URLSearchParams(new FormData(page.form));
  fields.set("copy", page.copy);
  fields.set("seconds", seconds());
  fields.set("proof", page.proof.value);
  if (asked) {
    fields.set("show_in", asked);
  } else {
    event.submitter.textContent = page.say("sending");
  }
  form.body = `${fields}`;
  (asked ? changeLanguage : sendForm)(form, asked);
}

async function changeLanguage(form, language) {
  const kept = snapshot(page);
  const { html } = await send(form);
  page.busy = false;
  if (/data-module="?form/.test(html)) {
    note({}, `?lang=${language}`);
    showPage(html);
    start(kept);
  } else {
    page.tell("language", page.say("no_language"));
  }
}

function sendForm(form) {
  const kept = snapshot(page);
  const { say } = page;
  const { whose } = draft;
  let tried;
  draft.whose = "";
  handIn(form, draft.key, ({ state, html }, safe) => {
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
      draft.whose = whose;
      draft.save(kept);
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
  if (!form || !form.replaceChildren || !("submitter" in SubmitEvent.prototype)) {
    return;
  }
  followHistory((way) => (done ? note({ done }) : page && walkTo(page.steps.at + way)));
  addEventListener("load", () => keepPage(form.dataset.worker));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#c-']");
    const target = link && page?.form.querySelector(link.hash);
    if (target) {
      event.preventDefault();
      page.steps.show(target);
      target.focus();
    }
  });
  const [visit] = performance.getEntriesByType("navigation");
  if (done && visit?.type !== "navigate") {
    showPage(done);
    finish(done);
  } else {
    done = "";
    start();
  }
  startDelivery(tellQueue);
}

begin();
