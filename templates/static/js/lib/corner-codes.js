/**
 * The codes that a corner's picture shows: for each slot of ten seconds one that its device's key signed, kept by the
 * server before it is shown.
 */
import { send } from "./api.js";
import * as deviceKey from "./device-key.js";

const SLOT_MS = 10_000;
/** So long before its slot a code is signed, so that it is there in time. */
const AHEAD_MS = 4_000;
const AGAIN_MS = 3_000;
const VERSION = "desk.corner-code/1";
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_BYTES = 5;
const HOURS_EAST = 8;

/** @typedef {{ corner: string, corner_id: string, slot: number, left: number, free: number, before: string, kept: boolean }} Standing */
/** @typedef {import("./strip.js").Shown} Shown */

/** @param {Uint8Array<ArrayBuffer>} bytes */
const hashed = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
/** @param {number} ms @param {AbortSignal} signal */
const rest = (ms, signal) =>
  new Promise((wake) => {
    const timer = setTimeout(wake, Math.max(0, ms), undefined);
    signal.addEventListener("abort", () => (clearTimeout(timer), wake(undefined)), { once: true });
  });

/** @param {string} corner @param {number} slot @param {Uint8Array<ArrayBuffer>} signature @returns {Promise<Shown>} */
async function picture(corner, slot, signature) {
  const code = (await hashed(signature)).subarray(0, CODE_BYTES);
  const content = new Uint8Array([(slot >> 8) & 255, slot & 255, ...code]);
  const whole = [...content, (await hashed(content))[0] ?? 0];
  const bits = whole.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((place) => (byte >> place) & 1));
  const number = [...code].reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const letters = [35n, 30n, 25n, 20n, 15n, 10n, 5n, 0n].map((place) => ALPHABET[Number((number >> place) & 31n)]).join("");
  const time = new Date(slot * SLOT_MS + HOURS_EAST * 3_600_000).toISOString().slice(11, 19);
  return { bits, words: `${corner} ${letters.slice(0, 4)}-${letters.slice(4)} ${time}` };
}

/** @param {string} session @param {object} [signed] */
async function ask(session, signed) {
  return /** @type {Standing} */ (/** @type {unknown} */ (await send("POST", "/api/corner/codes", { session, ...signed })));
}

/**
 * Signs and shows code after code until `signal` says so; `show` gets null while there is none that is kept.
 * @param {string} session @param {(shown: Shown | null) => void} show @param {AbortSignal} signal
 */
export async function rotate(session, show, signal) {
  while (!signal.aborted) {
    try {
      const key = await deviceKey.own();
      if (key) await inTurn(key, session, show, signal);
    } catch {
      // The server is away, or has not got this key, or the meeting is over: asked again until the page says that it is.
    }
    show(null);
    await rest(AGAIN_MS, signal);
  }
}

/** @param {deviceKey.DeviceKey} key @param {string} session @param {(shown: Shown | null) => void} show @param {AbortSignal} signal */
async function inTurn(key, session, show, signal) {
  let standing = await ask(session);
  while (!signal.aborted) {
    const { corner, corner_id, free: slot, before } = standing;
    await rest((slot - standing.slot - 1) * SLOT_MS + standing.left - AHEAD_MS, signal);
    const told = JSON.stringify({ before, code: VERSION, corner: corner_id, session, slot });
    const signature = await deviceKey.signed(key, told);
    standing = await ask(session, { slot, before, signature });
    if (!standing.kept) {
      show(null);
      await rest(AGAIN_MS, signal);
      continue;
    }
    const bytes = Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0));
    const next = await picture(corner, slot, bytes);
    if (slot > standing.slot) await rest((slot - standing.slot - 1) * SLOT_MS + standing.left, signal);
    if (!signal.aborted) show(next);
    // What was told before this rest is as old as the rest was long.
    standing = await ask(session);
  }
}
