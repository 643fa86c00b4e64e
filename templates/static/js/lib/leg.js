/** One media connection to the server, offered over HTTP as WHIP does (RFC 9725), without trickling. */
import { Problem, send } from "./api.js";

/** Candidates that come later than this are not waited for. */
const GATHER_MS = 1_500;
const MOST_BITS = 1_500_000;

/** @param {RTCPeerConnection} peer */
function gathered(peer) {
  return new Promise((resolve) => {
    const done = () => peer.iceGatheringState === "complete" && resolve(undefined);
    peer.addEventListener("icegatheringstatechange", done);
    setTimeout(resolve, GATHER_MS, undefined);
    done();
  });
}

/** @param {RTCPeerConnection} peer @param {MediaStream} stream @param {"audio" | "video"} kind */
function addSection(peer, stream, kind) {
  const track = stream.getTracks().find((each) => each.kind === kind);
  if (track) peer.addTransceiver(track, { direction: "sendrecv", streams: [stream] });
  else peer.addTransceiver(kind, { direction: "recvonly" });
}

/** @param {RTCPeerConnection} peer */
async function boundBitrate(peer) {
  for (const sender of peer.getSenders()) {
    if (sender.track?.kind !== "video") continue;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = MOST_BITS;
    await sender.setParameters(parameters);
  }
}

/**
 * @typedef {object} Grant what POST /api/legs answers
 * @property {string} url
 * @property {string} token
 * @property {RTCIceServer[]} [iceServers]
 * @property {RTCIceTransportPolicy} [iceTransportPolicy]
 */

export class Leg {
  /** @type {RTCPeerConnection | null} */
  peer = null;
  #resource = "";
  #token = "";
  #closed = false;
  remote = new MediaStream();

  /**
   * Opens the leg. Throws Problem; calls `changed` with the connection's state from then on.
   * @param {string} grantUrl
   * @param {MediaStream} stream what is sent
   * @param {(state: RTCPeerConnectionState) => void} changed
   */
  async open(grantUrl, stream, changed) {
    const grant = /** @type {Grant} */ (/** @type {unknown} */ (await send("POST", grantUrl, {})));
    if (this.#closed) return;
    const { url, token, iceServers = [], iceTransportPolicy = "all" } = grant;
    const peer = new RTCPeerConnection({ iceServers, iceTransportPolicy, bundlePolicy: "max-bundle" });
    this.peer = peer;
    peer.addEventListener("track", ({ track }) => this.#received(track));
    peer.addEventListener("connectionstatechange", () => !this.#closed && changed(peer.connectionState));
    addSection(peer, stream, "audio");
    addSection(peer, stream, "video");
    await peer.setLocalDescription();
    await gathered(peer);
    const answer = await this.#offer(url, token, peer.localDescription?.sdp ?? "");
    if (this.#closed) return;
    await peer.setRemoteDescription({ type: "answer", sdp: answer });
    await boundBitrate(peer).catch(() => undefined);
  }

  /**
   * Joins a track to what is played once something comes on it: a video element stays silent as long as one of its
   * tracks is empty, and whoever has no camera would not be heard.
   * @param {MediaStreamTrack} track
   */
  #received(track) {
    if (track.muted) track.addEventListener("unmute", () => this.remote.addTrack(track), { once: true });
    else this.remote.addTrack(track);
  }

  /** @param {string} url @param {string} token @param {string} sdp */
  async #offer(url, token, sdp) {
    const headers = { "Content-Type": "application/sdp", Authorization: `Bearer ${token}` };
    /** @type {Response} */
    let response;
    try {
      response = await fetch(url, { method: "POST", headers, body: sdp });
    } catch {
      throw new Problem(0, {});
    }
    if (response.status !== 201) throw new Problem(response.status, {});
    this.#token = token;
    this.#resource = new URL(response.headers.get("Location") ?? "", new URL(url, location.href)).href;
    if (this.#closed) this.#hangUp();
    return response.text();
  }

  /** Tells the server that this leg is over, even while the page goes away. */
  #hangUp() {
    if (!this.#resource) return;
    const headers = { Authorization: `Bearer ${this.#token}` };
    void fetch(this.#resource, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
    this.#resource = "";
  }

  /** @param {{ tell: boolean }} how whether the server is told; it finds out by itself when a new leg replaces this */
  close({ tell }) {
    this.#closed = true;
    if (tell) this.#hangUp();
    this.peer?.close();
    this.peer = null;
  }
}
