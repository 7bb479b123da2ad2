// Required questions without an answer, told with links to them.

import { focusOn, make } from "./dom.js";

const CHOSEN = "input:checked:not([name$='.consent'])";
const TYPED = "textarea, input:not([type=radio]):not([type=checkbox])";

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
  const list = make("ul", {});
  const words = make("p", {}, say("missing", { count: questions.length }));
  const summary = make("div", { class: "error-summary missing", role: "alert" }, words, list);
  part.querySelectorAll(".missing").forEach((element) => element.remove());
  part.querySelector("h2").after(summary);
  const marks = questions.map((question) => mark(question, list, say("choose")));
  part.oninput = () => {
    marks.forEach((unmark) => unmark());
    summary.hidden = !list.firstChild;
  };
  focusOn(summary);
  summary.scrollIntoView({ block: "center" });
}

/** Mark a question and put a link to it into the list; what is returned takes both away. */
function mark(question, list, words) {
  const field = question.querySelector("input, textarea");
  const label = question.querySelector("legend, label");
  field.id = field.id || `c-${field.name}`;
  const item = make("li", {}, make("a", { href: `#${field.id}` }, label.textContent));
  const told = make("b", { class: "fault missing" }, words);
  list.append(item);
  label.append(told);
  question.classList.add("wrong");
  return () => {
    if (isAnswered(question)) {
      question.classList.remove("wrong");
      told.remove();
      item.remove();
    }
  };
}
