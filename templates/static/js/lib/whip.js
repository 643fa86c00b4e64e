/** The signalling of a leg, in the shape of WHIP (RFC 9725): an offer is posted, a restart patched, the end told. */
import { Problem } from "./api.js";

/** A request that was not answered by then is given up; who asked tries again. */
const ANSWER_MS = 4_000;

/**
 * @typedef {object} Grant what POST /api/legs answers
 * @property {string} url
 * @property {string} token
 * @property {RTCIceServer[]} [iceServers]
 * @property {RTCIceTransportPolicy} [iceTransportPolicy]
 */

/** @param {string} url @param {RequestInit} init */
async function ask(url, init) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
    if (response.ok) return { text: await response.text(), headers: response.headers };
  } catch {
    throw new Problem(0, {});
  }
  throw new Problem(response.status, {});
}

/** @param {string} url @returns {Promise<Grant>} throws Problem */
export async function grant(url) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const { text } = await ask(url, { method: "POST", headers, body: "{}" });
  return JSON.parse(text);
}

/**
 * What a restart tells of an offer: its first section's ICE credentials and candidates (RFC 8840).
 * @param {string} sdp
 */
function fragment(sdp) {
  const [head = "", first = ""] = sdp.split("\r\nm=");
  const told = /^a=(mid|ice-ufrag|ice-pwd|candidate):/;
  const [section = "", ...lines] = first.split("\r\n");
  const bundle = head.split("\r\n").filter((line) => line.startsWith("a=group:BUNDLE"));
  return [...bundle, `m=${section}`, ...lines.filter((line) => told.test(line)), ""].join("\r\n");
}

/**
 * The answer that we have, with the credentials of the server's fragment.
 * @param {string} answer @param {string} fresh
 */
function renewed(answer, fresh) {
  for (const name of ["ice-ufrag", "ice-pwd"]) {
    const line = fresh.match(new RegExp(`^a=${name}:\\S+`, "m"))?.[0];
    if (!line) throw new Problem(502, {});
    answer = answer.replace(new RegExp(`^a=${name}:\\S+`, "gm"), () => line);
  }
  return answer;
}

/** A leg as the server knows it. */
export class Resource {
  #headers;

  /** @param {string} url @param {string} token @param {string} answer the SDP that stands */
  constructor(url, token, answer) {
    this.url = url;
    this.answer = answer;
    this.#headers = { Authorization: `Bearer ${token}` };
  }

  /**
   * Tells the server the offer's new ICE credentials; the answer to set is in `answer` then. Throws Problem.
   * @param {string} sdp
   */
  async restart(sdp) {
    const headers = { ...this.#headers, "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": "*" };
    const { text } = await ask(this.url, { method: "PATCH", headers, body: fragment(sdp) });
    this.answer = renewed(this.answer, text);
  }

  /** Tells the server that this leg is over, even while the page goes away. */
  end() {
    const how = { method: "DELETE", headers: this.#headers, keepalive: true };
    void fetch(this.url, how).catch(() => undefined);
  }
}

/** @param {Grant} grant @param {string} sdp the offer @returns {Promise<Resource>} throws Problem */
export async function offer({ url, token }, sdp) {
  const headers = { "Content-Type": "application/sdp", Authorization: `Bearer ${token}` };
  const { text, headers: told } = await ask(url, { method: "POST", headers, body: sdp });
  const at = new URL(told.get("Location") ?? "", new URL(url, location.href)).href;
  return new Resource(at, token, text);
}
