// Sentences above the form: what was kept, what waits, what was received meanwhile.

import { make } from "./dom.js";

/** A place for notices; `tell(kind, words, button, press)` puts one there, or takes it away. */
export function makeNotices(form) {
  const place = make("div", { className: "notices" });
  place.setAttribute("role", "status");
  form.before(place);
  return function tell(kind, words, button, press) {
    const old = place.querySelector(`[data-kind="${kind}"]`);
    if (old) {
      old.remove();
    }
    if (!words) {
      return;
    }
    const notice = make("p", { className: "note", textContent: words });
    notice.dataset.kind = kind;
    if (button) {
      const control = make("button", { type: "button", textContent: button });
      control.addEventListener("click", () => {
        notice.remove();
        press();
      });
      notice.append(" ", control);
    }
    place.append(notice);
  };
}
