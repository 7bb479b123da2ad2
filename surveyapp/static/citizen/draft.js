// What is being typed, kept for each link and owned by one tab.

import { change, read } from "./keep.js";
import { hold } from "./locks.js";

/** The draft of a link. `whose` is "mine", "taken" by another tab, or "none" can be kept. */
export function makeDraft(key) {
  const draft = { key, whose: "", safe: true, open, save };
  let lock;
  let next;
  let writing;
  return draft;

  /** Ask for the draft; gives what was kept before, if anything. */
  async function open() {
    lock = lock || hold(key);
    draft.whose = await lock;
    return draft.whose === "mine" ? (await read(key))[0] : undefined;
  }

  /** Write down what is on the page; while one writing runs, only the last waits. */
  async function save(values) {
    next = values;
    if (writing || draft.whose !== "mine") {
      return;
    }
    writing = true;
    while (next && draft.whose === "mine") {
      const kept = { key, ...next };
      next = undefined;
      draft.safe = await (kept.answers.length ? change([kept]) : change([], [key]));
    }
    writing = false;
  }
}
