// The whole screen for the kiosk, where the browser allows it, and a screen that stays awake.

let awake;

/** After a tap: take the whole screen, unless staff are at work. */
export function fillScreen(screen) {
  if (["enter", "staff"].includes(screen)) {
    return;
  }
  const root = document.documentElement;
  if (!document.fullscreenElement && root.requestFullscreen) {
    root.requestFullscreen({ navigationUI: "hide" }).catch(() => {});
  }
  if (navigator.wakeLock && (!awake || awake.released)) {
    navigator.wakeLock.request("screen").then((lock) => { awake = lock; }, () => {});
  }
}

/** Give the screen back. */
export async function giveScreenBack() {
  if (document.fullscreenElement) {
    await document.exitFullscreen().catch(() => {});
  }
  if (awake) {
    awake.release().catch(() => {});
  }
}
