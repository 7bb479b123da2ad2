// Required questions without an answer, told with links to them.

import { focusOn, make } from "./dom.js";

const CHOSEN = "input:checked:not([name$='.consent'])";
const TYPED = "textarea, input:not([type=radio], [type=checkbox])";

/** The questions of a part that still want an answer. */
export function missingIn(part) {
  return [...part.querySelectorAll("[data-required]")].filter((question) => !isAnswered(question));
}

function isAnswered(question) {
  return question.querySelector(CHOSEN)
    || [...question.querySelectorAll(TYPED)].some((field) => field.value.trim());
}

/** Tell above the part which questions are missing; the words go as they are answered. */
export function tellMissing(part, questions, say) {
  missingMarked(part).forEach(unmark);
  forget(part);
  const links = questions.map((question) => make("li", {}, linkTo(question)));
  const words = say("missing", { count: questions.length });
  const summary = make("div", { className: "error-summary missing" },
    make("p", {}, make("b", { textContent: words })), make("ul", {}, ...links));
  summary.setAttribute("role", "alert");
  part.querySelector("h2").after(summary);
  questions.forEach((question) => mark(question, say("choose")));
  part.oninput = () => questions.forEach((question, index) => {
    if (isAnswered(question)) {
      unmark(question);
      links[index].remove();
      summary.hidden = !summary.querySelector("li");
    }
  });
  focusOn(summary);
  summary.scrollIntoView({ block: "center" });
}

function forget(element) {
  element.querySelectorAll(".missing").forEach((element) => element.remove());
}

function missingMarked(part) {
  return [...part.querySelectorAll("[data-question].wrong")].filter((question) => question.querySelector(".missing"));
}

function linkTo(question) {
  const field = fieldOf(question);
  field.id = field.id || `c-${field.name}`;
  const label = question.querySelector("legend, label");
  return make("a", { href: `#${field.id}`, textContent: label.textContent.trim() });
}

function mark(question, words) {
  const id = `${fieldOf(question).name}-thieu`;
  const told = make("p", { className: "fault missing", id, textContent: words });
  question.classList.add("wrong");
  question.querySelector("legend, label").after(told);
  describe(question, (ids) => [id, ...ids]);
}

function unmark(question) {
  question.classList.remove("wrong");
  forget(question);
  describe(question, (ids) => ids.filter((id) => !id.endsWith("-thieu")));
}

/** Change which words explain a question. */
function describe(question, changed) {
  const element = question.matches("fieldset") ? question : fieldOf(question);
  const ids = (element.getAttribute("aria-describedby") || "").split(" ");
  element.setAttribute("aria-describedby", changed(ids).join(" ").trim());
}

function fieldOf(question) {
  return question.querySelector("input, textarea, select");
}
