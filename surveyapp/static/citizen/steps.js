// One part of the form at a time, with its progress. Without this the form is one long page.

import { focusOn, make } from "./dom.js";
import { missingIn, tellMissing } from "./missing.js";

/**
 * Turn the parts of a form into steps. `moved` is called with a step that the person asked for,
 * `shown` after each change. The steps begin to live with the first `show`.
 */
export function makeSteps(form, say, { moved, shown }) {
  const parts = [...form.querySelectorAll("[data-part]")];
  const ending = form.querySelector(".send");
  const next = make("button", { type: "button", className: "next", textContent: say("next") });
  const back = make("button", { type: "button", className: "back", textContent: say("back") });
  const { bar, draw } = makeProgress(form, parts, say);
  const steps = { at: 0, count: parts.length, show, lead, tellFirstMissing };

  form.prepend(bar);
  ending.before(next);
  ending.after(back);
  form.addEventListener("input", () => draw(steps.at));
  next.addEventListener("click", () => {
    if (!tellMissingOf(steps.at)) {
      moved(steps.at + 1);
    }
  });
  back.addEventListener("click", () => moved(steps.at - 1));
  return steps;

  function show(step) {
    steps.at = Math.max(0, Math.min(step, parts.length - 1));
    parts.forEach((part, index) => { part.hidden = index !== steps.at; });
    ending.hidden = steps.at < parts.length - 1;
    next.hidden = !ending.hidden;
    back.hidden = steps.at === 0;
    for (const element of form.parentElement.children) {
      if (!element.matches("h1, form, .notices, .error-summary")) {
        element.hidden = steps.at > 0;
      }
    }
    draw(steps.at);
    shown(steps.at);
  }

  /** Show a step and bring eyes and focus to its heading. */
  function lead(step) {
    show(step);
    form.scrollIntoView();
    focusOn(parts[steps.at].querySelector("h2"));
  }

  function tellMissingOf(step) {
    const missing = missingIn(parts[step]);
    if (missing.length) {
      show(step);
      tellMissing(parts[step], missing, say);
    }
    return missing.length > 0;
  }

  /** Tell the first missing answers of the whole form; says whether there are any. */
  function tellFirstMissing() {
    return parts.some((part, step) => tellMissingOf(step));
  }
}

function makeProgress(form, parts, say) {
  const words = make("span", {});
  const progress = make("progress", { max: parts.length });
  words.setAttribute("aria-live", "polite");
  const bar = make("label", { className: "progress" }, words, progress);
  return { bar, draw };

  function draw(step) {
    const questions = [...parts[step].querySelectorAll("[data-required]")];
    const done = questions.length - missingIn(parts[step]).length;
    progress.value = step + done / Math.max(questions.length, 1);
    const told = say("part", { part: step + 1, parts: parts.length });
    if (words.textContent !== told) {
      words.textContent = told;
    }
  }
}
