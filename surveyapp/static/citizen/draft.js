// What is being typed, kept for each link and owned by one tab.

import { answersOf, fill, merged } from "./fields.js";
import { change, read } from "./keep.js";
import { hold } from "./locks.js";

let held = {};

/** The draft of a link for the form on the page; several pages of one tab share it. */
export function makeDraft(path, snapshot) {
  const key = `draft:${path}`;
  let changed = false;
  let writing = false;
  const draft = { key, whose: "", safe: true, save, restore, drop, close: () => { draft.whose = ""; } };
  return draft;

  /** Ask for the draft, and put its answers into the form. Gives the draft, if there is one. */
  async function restore(form) {
    held[key] = held[key] || hold(key);
    draft.whose = await held[key];
    if (draft.whose === "taken") {
      delete held[key];
    }
    const [kept] = draft.whose === "mine" ? await read(key) : [];
    if (kept) {
      fill(form, merged(kept.answers, answersOf(form)));
    }
    return kept;
  }

  /** Write down what is on the page; while one writing runs, the next waits. */
  async function save() {
    changed = true;
    if (writing || draft.whose !== "mine") {
      return;
    }
    writing = true;
    while (changed && draft.whose === "mine") {
      changed = false;
      const kept = { key, ...snapshot() };
      draft.safe = await (kept.answers.length ? change([kept]) : change([], [key]));
    }
    writing = false;
  }

  async function drop() {
    await change([], [key]);
  }
}
