// Sentences above the form: what was kept, what waits, what was received meanwhile.

import { make, makeButton } from "./dom.js";

/** A place for notices; `tell(kind, words, button, press)` puts one there, or takes it away. */
export function makeNotices(form) {
  const place = make("div", { class: "notices", role: "status" });
  const known = {};
  form.before(place);
  return (kind, words, button, press) => {
    const before = known[kind];
    const notice = make("p", { class: "note" }, words, " ");
    if (button) {
      notice.append(makeButton(button, () => {
        notice.remove();
        press();
      }));
    }
    if (before?.textContent === notice.textContent) {
      return;
    }
    before?.remove();
    if (words) {
      place.append(notice);
    }
    known[kind] = notice;
  };
}
