// What the browser keeps: IndexedDB where it may be used, else the memory of this page.
// Values are objects with a `key`; keys of one kind share a prefix.

const STORE = "kept";
const memory = new Map();
let opening;

/** All values whose key begins with `prefix`. */
export async function read(prefix) {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  const found = await run("readonly", (store) => store.getAll(range)).catch(() => []);
  const values = new Map(found.map((value) => [value.key, value]));
  memory.forEach((value, key) => values.set(key, value));
  return [...values.values()].filter(({ key }) => key && key.startsWith(prefix));
}

/** Put values and delete keys, all or nothing. Says whether it will outlive the page. */
export async function change(values, deleted = [], durability = "relaxed") {
  const keys = [...deleted, ...values.map(({ key }) => key)];
  try {
    await run("readwrite", (store) => {
      deleted.forEach((key) => store.delete(key));
      values.forEach((value) => store.put(value));
    }, { durability });
    keys.forEach((key) => memory.delete(key));
    return true;
  } catch (error) {
    keys.forEach((key) => memory.set(key, values.find((value) => value.key === key) || {}));
    if (values.length && deleted.length) {
      // There is no room for the new; the old must go all the same.
      await change([], deleted);
    }
    return false;
  }
}

async function run(mode, work, options) {
  opening = opening || open();
  const transaction = (await opening).transaction(STORE, mode, options);
  const request = work(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = reject;
  });
}

function open() {
  return new Promise((resolve, reject) => {
    // Where storage is forbidden some browsers throw, others tell, and some never answer.
    setTimeout(reject, 3000);
    const request = indexedDB.open("phieu");
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onerror = reject;
    request.onsuccess = () => resolve(request.result);
  });
}
