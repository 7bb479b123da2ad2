// The browser's own way back leads to the part before, and never away from what was typed.

let depth = 0;
let walk = () => {};

/** Begin to follow the history; `walked` gets -1 or 1 when the person goes back or forward. */
export function followHistory() {
  depth = (history.state || {}).depth || 0;
  note({});
  addEventListener("popstate", ({ state }) => {
    if (!state) {
      // A link inside the page was followed.
      note({});
      return;
    }
    const before = depth;
    depth = state.depth || 0;
    walk(Math.sign(depth - before));
  });
}

/** What going back or forward does from now on. */
export function onWalk(walked) {
  walk = walked;
}

/** A step further, or back as the browser would. Says false where there is nothing behind. */
export function stepForward() {
  depth += 1;
  history.pushState({ depth }, "");
}

/** Go back in the history; says whether there was something of ours to go back to. */
export function stepBack() {
  if (depth > 0) {
    history.back();
  }
  return depth > 0;
}

/** Keep a note with the present entry of the history; it outlives a refresh of the page. */
export function note(values) {
  history.replaceState({ ...history.state, ...values, depth }, "");
}

/** What was noted with the present entry. */
export function noted() {
  return history.state || {};
}

/** Leave all steps behind, so that one step back leaves the page. */
export function leaveTrail() {
  if (depth > 0) {
    history.go(-depth);
  }
}
