// One part of the form at a time, with its progress. Without this the form is one long page.

import { showWhatApplies } from "./conditions.js";
import { focusOn, make, makeButton } from "./dom.js";
import { missingIn, tellMissing } from "./missing.js";

/**
 * Turn the parts of a form into steps. `moved` is called with the step that the person asks for.
 * The steps begin to live with the first `show`.
 */
export function makeSteps(form, say, moved) {
  const parts = [...form.querySelectorAll("[data-part]")];
  const ending = form.querySelector(".send");
  const next = makeButton(say("next"), goOn, "next");
  const back = makeButton(say("back"), () => moved(steps.at - 1), "back");
  const { title } = document;
  const words = make("span", { "aria-live": "polite" });
  const bar = make("progress", { max: parts.length });
  const steps = { at: 0, show, lead, areComplete: () => parts.every(isComplete) };

  form.prepend(make("label", { class: "progress" }, words, bar));
  ending.before(next);
  ending.after(back);
  form.addEventListener("input", draw);
  return steps;

  /** Show a step, given by its number or by an element in it. */
  function show(step) {
    const number = step.closest ? parts.indexOf(step.closest("[data-part]")) : step;
    steps.at = Math.max(0, Math.min(number, parts.length - 1));
    parts.forEach((part, index) => { part.hidden = index !== steps.at; });
    ending.hidden = steps.at < parts.length - 1;
    next.hidden = !ending.hidden;
    back.hidden = !steps.at;
    for (const element of form.parentElement.children) {
      element.hidden = steps.at > 0 && !element.matches("h1, form, .notices, .error-summary");
    }
    words.textContent = say("part", { part: steps.at + 1, parts: parts.length });
    document.title = `${title} – ${words.textContent}`;
    draw();
  }

  /** Show a step and bring eyes and focus to its heading. */
  function lead(step) {
    show(step);
    form.scrollIntoView();
    focusOn(parts[steps.at].querySelector("h2"));
  }

  function goOn() {
    if (isComplete(parts[steps.at])) {
      moved(steps.at + 1);
    }
  }

  function draw() {
    showWhatApplies(form);
    const wanted = parts[steps.at].querySelectorAll("[data-required]").length || 1;
    bar.value = steps.at + 1 - missingIn(parts[steps.at]).length / wanted;
  }

  /** Whether a part has all its required answers; tells those that are missing. */
  function isComplete(part) {
    const missing = missingIn(part);
    if (missing.length) {
      show(part);
      tellMissing(part, missing, say);
    }
    return !missing.length;
  }
}
