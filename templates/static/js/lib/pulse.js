/** A connection's pulse: how long nothing came at all, and which pictures move. */

/** A picture that stood still for so long is taken to be over: a camera that is off still sends a frame a second. */
const STILL_MS = 3_000;

/** @typedef {{ quiet: number, moving: Set<string> }} Beat ms since anything came; the mids of the pictures that move */

export class Pulse {
  #bytes = -1;
  #heardAt = 0;
  /** @type {Map<string, { frames: number, at: number }>} */
  #pictures = new Map();

  /** @param {RTCPeerConnection} peer @returns {Promise<Beat>} */
  async read(peer) {
    const report = await peer.getStats();
    const now = performance.now();
    let bytes = 0;
    for (const row of report.values()) {
      if (row.type === "transport") bytes += row.bytesReceived ?? 0;
      else if (row.type === "inbound-rtp" && row.kind === "video") this.#look(row.mid, row.framesDecoded ?? 0, now);
    }
    // A connection that was closed counts nothing any more.
    if (bytes > this.#bytes) this.#heardAt = now;
    this.#bytes = Math.max(bytes, this.#bytes);
    const moving = [...this.#pictures].filter(([, { frames, at }]) => frames > 0 && now - at < STILL_MS);
    return { quiet: now - this.#heardAt, moving: new Set(moving.map(([mid]) => mid)) };
  }

  /** @param {string} mid @param {number} frames @param {number} now */
  #look(mid, frames, now) {
    if (this.#pictures.get(mid)?.frames !== frames) this.#pictures.set(mid, { frames, at: now });
  }
}
