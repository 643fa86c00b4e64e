/** One media connection to the server: every slot is offered from the start, and nothing is renegotiated later. */
import { Problem } from "./api.js";
import { Pulse } from "./pulse.js";
import { SECTIONS, Slots } from "./slots.js";
import * as whip from "./whip.js";

/** Candidates that come later than this are not waited for. */
const GATHER_MS = 1_500;
/** A restart waits less: the server learns our addresses from our checks. */
const REGATHER_MS = 250;
const MOST_BITS = 1_500_000;

/**
 * @typedef {{ stream: MediaStream, instead?: MediaStreamTrack | null, second: MediaStreamTrack | null }} Sources what is sent: camera and
 * microphone, a picture in the camera's place, and a second picture
 */

/** @param {RTCPeerConnection} peer @param {number} wait ms */
function gathered(peer, wait) {
  return new Promise((resolve) => {
    const done = () => peer.iceGatheringState === "complete" && resolve(undefined);
    peer.addEventListener("icegatheringstatechange", done);
    setTimeout(resolve, wait, undefined);
    done();
  });
}

/** @param {Sources} sources @param {string} what @returns {MediaStreamTrack | null} */
function source({ stream, instead, second }, what) {
  if (what === "second") return second;
  if (what === "video" && instead) return instead;
  return stream.getTracks().find((track) => track.kind === what) ?? null;
}

/** @param {RTCPeerConnection} peer @param {Sources} sources */
function addSections(peer, sources) {
  for (const { kind, sends } of SECTIONS) {
    const bounds = kind === "video" && sends ? { sendEncodings: [{ maxBitrate: MOST_BITS }] } : {};
    const track = source(sources, sends);
    const streams = sends && sends !== "second" ? [sources.stream] : [];
    peer.addTransceiver(track ?? kind, { direction: sends ? "sendrecv" : "recvonly", streams, ...bounds });
  }
}

export class Leg {
  /** @type {RTCPeerConnection | null} */
  peer = null;
  slots = new Slots();
  /** @type {whip.Resource | null} */
  #resource = null;
  #pulse = new Pulse();
  #closed = false;

  /** The media node that keeps this leg, as an address; empty before it answered. */
  get node() {
    return this.#resource?.url.replace(/\/[^/]*$/, "") ?? "";
  }

  /**
   * Opens the leg. Throws Problem; calls `changed` with the connection's state from then on.
   * @param {string} grantUrl
   * @param {Sources} sources
   * @param {(state: RTCPeerConnectionState) => void} changed
   */
  async open(grantUrl, sources, changed) {
    const grant = await whip.grant(grantUrl);
    if (this.#closed) return;
    const { iceServers = [], iceTransportPolicy = "all" } = grant;
    const peer = new RTCPeerConnection({ iceServers, iceTransportPolicy, bundlePolicy: "max-bundle" });
    this.peer = peer;
    peer.addEventListener("track", (event) => this.slots.receive(event, peer));
    peer.addEventListener("connectionstatechange", () => !this.#closed && changed(peer.connectionState));
    addSections(peer, sources);
    await peer.setLocalDescription();
    await gathered(peer, GATHER_MS);
    const resource = await whip.offer(grant, peer.localDescription?.sdp ?? "");
    if (this.#closed) return resource.end();
    this.#resource = resource;
    await peer.setRemoteDescription({ type: "answer", sdp: resource.answer });
  }

  /** Finds a new way to the server for this same leg (ICE restart). Throws Problem. */
  async restart() {
    const { peer } = this;
    const resource = this.#resource;
    if (!peer || !resource) throw new Problem(404, {});
    peer.restartIce();
    await peer.setLocalDescription();
    await gathered(peer, REGATHER_MS);
    await resource.restart(peer.localDescription?.sdp ?? "");
    if (!this.#closed) await peer.setRemoteDescription({ type: "answer", sdp: resource.answer });
  }

  /** Sends other tracks in the same sections. @param {Sources} sources */
  async send(sources) {
    const transceivers = this.peer?.getTransceivers() ?? [];
    for (const [index, { sends }] of SECTIONS.entries()) {
      const sender = sends ? transceivers[index]?.sender : undefined;
      const track = source(sources, sends);
      if (sender && sender.track !== track) await sender.replaceTrack(track);
    }
  }

  /** How the line is now; null while there is none. */
  async beat() {
    return this.peer ? this.#pulse.read(this.peer) : null;
  }

  /** @param {{ tell: boolean }} how whether the server is told; it finds out by itself when a new leg replaces this */
  close({ tell }) {
    this.#closed = true;
    if (tell) this.#resource?.end();
    this.#resource = null;
    this.peer?.close();
    this.peer = null;
  }
}
