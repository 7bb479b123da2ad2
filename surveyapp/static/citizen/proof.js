// A little work of the browser, done while nobody waits. It is never asked for, only told.

const SLICE = 256;

/** Looks for a number so that SHA-256 of `<token>:<copy>.<number>` begins with 12 zero bits. */
export function startProof(token, copy) {
  const proof = { value: "" };
  if (crypto.subtle) {
    search(`${token}:`, `${copy}.`, proof).catch(() => {});
  }
  return proof;
}

async function search(token, copy, proof) {
  for (let first = 0; !proof.value; first += SLICE) {
    await idle();
    const hashes = [];
    for (let number = first; number < first + SLICE; number += 1) {
      hashes.push(crypto.subtle.digest("SHA-256", new TextEncoder().encode(token + copy + number)));
    }
    const index = (await Promise.all(hashes)).findIndex(beginsWithTwelveZeros);
    if (index >= 0) {
      proof.value = copy + (first + index);
    }
  }
}

function beginsWithTwelveZeros(hash) {
  const [first, second] = new Uint8Array(hash);
  return first === 0 && second < 16;
}

function idle() {
  return new Promise((resolve) => (self.requestIdleCallback || setTimeout)(resolve));
}
