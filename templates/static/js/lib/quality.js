/** How well a leg fares, from the browser's own counts: loss, round trip, bits a second, and one word for it. */

/** @typedef {"good" | "fair" | "poor"} Grade */
/** @typedef {{ grade: Grade, loss: number, rtt: number, kbitIn: number, kbitOut: number }} Quality */

/** @typedef {{ at: number, lost: number, got: number, bytesIn: number, bytesOut: number, rtt: number }} Counts */

/** @param {RTCStatsReport} report @returns {Counts} */
function count(report) {
  const counts = { at: performance.now(), lost: 0, got: 0, bytesIn: 0, bytesOut: 0, rtt: 0 };
  for (const row of report.values()) {
    if (row.type === "inbound-rtp") {
      counts.lost += row.packetsLost ?? 0;
      counts.got += row.packetsReceived ?? 0;
      counts.bytesIn += row.bytesReceived ?? 0;
    } else if (row.type === "outbound-rtp") {
      counts.bytesOut += row.bytesSent ?? 0;
    } else if (row.type === "candidate-pair" && row.nominated) {
      counts.rtt = row.currentRoundTripTime ?? 0;
    }
  }
  return counts;
}

/** @param {number} loss @param {number} rtt @returns {Grade} */
function grade(loss, rtt) {
  if (loss > 0.08 || rtt > 0.6) return "poor";
  return loss > 0.02 || rtt > 0.25 ? "fair" : "good";
}

export class QualityMeter {
  /** @type {Counts | null} */
  #before = null;

  /** @param {RTCPeerConnection} peer @returns {Promise<Quality | null>} null at the first reading */
  async read(peer) {
    const now = count(await peer.getStats());
    const then = this.#before;
    this.#before = now;
    if (!then || now.got < then.got) return null;
    const lost = Math.max(0, now.lost - then.lost);
    const all = lost + now.got - then.got;
    const loss = all > 0 ? lost / all : 0;
    const span = now.at - then.at;
    const kbitIn = Math.round(((now.bytesIn - then.bytesIn) * 8) / span);
    const kbitOut = Math.round(((now.bytesOut - then.bytesOut) * 8) / span);
    return { grade: grade(loss, now.rtt), loss, rtt: now.rtt, kbitIn, kbitOut };
  }
}
