/**
 * The key of this corner's device: made here, kept by the browser, and never readable, not even by this page.
 *
 * It proves to the server, once for each time that the corner is registered, that it is there; and once a meeting is
 * over it signs what the meeting left behind. A browser without WebCrypto or IndexedDB has none, and says so.
 */
import { send } from "./api.js";

const NAME = "desk-device";
const STORE = "keys";
const OWN = "own";
const KIND = { name: "ECDSA", namedCurve: "P-256" };
const HOW = { name: "ECDSA", hash: "SHA-256" };
const ID_DIGITS = 16;

/** @typedef {{ id: string, public: Uint8Array<ArrayBuffer>, private: CryptoKey }} DeviceKey */
/** @typedef {{ key_id: string, challenge: string, statements: { id: string, text: string }[] }} Asked what the server asks for */

/** @param {Uint8Array} bytes */
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
/** @param {Uint8Array} bytes */
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** @template Kept @param {IDBRequest<Kept>} request @returns {Promise<Kept>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

/** @returns {Promise<IDBDatabase>} */
function opened() {
  const request = indexedDB.open(NAME, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
  return done(request);
}

/** @param {CryptoKeyPair} pair @returns {Promise<DeviceKey>} */
async function described(pair) {
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", spki));
  return { id: hex(digest).slice(0, ID_DIGITS), public: spki, private: pair.privateKey };
}

/** @returns {Promise<DeviceKey | null>} this device's key, if it has one */
export async function own() {
  try {
    const database = await opened();
    const pair = await done(database.transaction(STORE).objectStore(STORE).get(OWN));
    database.close();
    return pair ? await described(pair) : null;
  } catch {
    return null;
  }
}

/** @returns {Promise<DeviceKey>} a new key; another page may have been first, and then this fails */
async function made() {
  const pair = await crypto.subtle.generateKey(KIND, false, ["sign", "verify"]);
  const database = await opened();
  await done(database.transaction(STORE, "readwrite").objectStore(STORE).add(pair, OWN));
  database.close();
  return described(/** @type {CryptoKeyPair} */ (pair));
}

/** @param {DeviceKey} key @param {string} text @returns {Promise<string>} r ‖ s, in base 64 */
export async function signed(key, text) {
  const bytes = new TextEncoder().encode(text);
  return base64(new Uint8Array(await crypto.subtle.sign(HOW, key.private, bytes)));
}

/**
 * Does what the server asked for; what fails is asked for again with the next report.
 * @param {DeviceKey | null} key @param {unknown} asked
 */
export async function answer(key, asked) {
  const { challenge, key_id: wanted, statements } = /** @type {Asked} */ (asked ?? {});
  try {
    if (challenge) {
      const proved = key ?? (await made());
      const signature = await signed(proved, `${challenge} ${hex(proved.public)}`);
      await send("POST", "/api/corner/key", { public: base64(proved.public), signature });
    } else if (key && key.id === wanted) {
      for (const { id, text } of statements) {
        await send("POST", `/api/corner/statements/${id}`, { signature: await signed(key, text) });
      }
    }
  } catch {
    // No key can be made here, or the server is away: staff see that the corner has none.
  }
}
