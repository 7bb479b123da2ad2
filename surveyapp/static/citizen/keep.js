// What the browser keeps: IndexedDB where it may be used, else the memory of this page.
// Values are objects with a `key`; keys of one kind share a prefix.

const STORE = "kept";
const memory = new Map();
let opening;

/** All values whose key begins with `prefix`, in the order of their keys. */
export async function read(prefix) {
  let found = [];
  try {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    found = await run("readonly", "default", (store) => store.getAll(range));
  } catch (error) {
    // The memory is all there is.
  }
  const values = new Map(found.map((value) => [value.key, value]));
  for (const [key, value] of memory) {
    if (key.startsWith(prefix)) {
      values.set(key, value);
    }
  }
  return [...values.values()].filter((value) => value.key);
}

/** Put values and delete keys, all or nothing. Says whether it will outlive the page. */
export async function change(values, deleted = [], durability = "relaxed") {
  try {
    await run("readwrite", durability, (store) => {
      deleted.forEach((key) => store.delete(key));
      values.forEach((value) => store.put(value));
    });
    [...deleted, ...values.map((value) => value.key)].forEach((key) => memory.delete(key));
    return true;
  } catch (error) {
    deleted.forEach((key) => memory.set(key, {}));
    values.forEach((value) => memory.set(value.key, value));
    return false;
  }
}

async function run(mode, durability, work) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability });
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function opened() {
  opening = opening || new Promise((resolve, reject) => {
    // Some browsers never answer where storage is forbidden; others throw.
    setTimeout(reject, 3000);
    const request = indexedDB.open("phieu", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => { opening = undefined; };
      resolve(request.result);
    };
  });
  return opening;
}
