// Only one tab at a time: for the draft of a link, and for each form that waits to be sent.

/** Take a lock for as long as this page lives. Answers "mine", "taken" or "none". */
export function hold(name) {
  return new Promise((resolve) => {
    if (!navigator.locks) {
      resolve("none");
      return;
    }
    // A page that is loaded again may meet the lock of its former self for a moment.
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), 1000);
    navigator.locks.request(name, { signal: patience.signal }, () => {
      clearTimeout(timer);
      resolve("mine");
      return new Promise(() => {});
    }).catch(() => resolve(patience.signal.aborted ? "taken" : "none"));
  });
}

/**
 * Do `work` while no other tab does it; skip it where `options` says `ifAvailable` and one does.
 * Without locks it is done all the same: sending twice is harmless.
 */
export async function alone(name, options, work) {
  let answered;
  try {
    return await navigator.locks.request(name, options, (lock) => {
      answered = true;
      return lock && work();
    });
  } catch (error) {
    if (answered) {
      throw error;
    }
    return work();
  }
}
