// The browser's own way back leads to the part before, and never away from what was typed.

let depth;

/** Follow the history; `walk` gets -1 or 1 when the person goes back or forward. */
export function followHistory(walk) {
  // Each part is brought into sight by its heading, the receipt by its own.
  history.scrollRestoration = "manual";
  depth = noted().depth || 0;
  note({});
  addEventListener("popstate", ({ state }) => {
    if (state) {
      const way = Math.sign(state.depth - depth);
      depth = state.depth;
      walk(way);
    } else {
      // A link inside the page was followed.
      note({});
    }
  });
}

/** One entry further. */
export function stepForward() {
  depth += 1;
  history.pushState({ depth }, "");
}

/** Go back some entries of ours; says whether there were any. */
export function stepBack(all) {
  if (depth) {
    history.go(all ? -depth : -1);
  }
  return depth;
}

/** Note something with the present entry of the history; it outlives a refresh of the page. */
export function note(values, address) {
  history.replaceState({ ...noted(), ...values, depth }, "", address);
}

/** What was noted with the present entry. */
export function noted() {
  return history.state || {};
}
