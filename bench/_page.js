// The page of the benches that play in a browser: one leg at a time, and what came over it.

const ANSWER_MS = 15_000;
/** As in templates/static/js/lib/leg.js. */
const MOST_BITS = 1_500_000;

/** What is sent; asked for once, so that no connection waits for the camera. */
let stream;
let peer;
let resource = "";
let token = "";
/** When each frame came out of the decoder, in milliseconds since 1970. */
let frames = [];

const clock = () => performance.timeOrigin + performance.now();

async function prepare({ width, height, fps }) {
  const video = { width, height, frameRate: fps };
  stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
}

function gathered() {
  return new Promise((resolve) => {
    const done = () => peer.iceGatheringState === "complete" && resolve();
    peer.addEventListener("icegatheringstatechange", done);
    done();
  });
}

async function watch(track) {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    frames.push(clock());
    value.close();
  }
}

async function boundBitrate() {
  for (const sender of peer.getSenders()) {
    if (sender.track?.kind !== "video") continue;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = MOST_BITS;
    await sender.setParameters(parameters);
  }
}

/** Opens a leg as our own page does it: a grant, then the offer. Gives the moment at which its connection was made. */
async function open(grantUrl) {
  frames = [];
  const granted = await fetch(grantUrl, { method: "POST" });
  const url = granted.headers.get("Location");
  token = await granted.text();
  const made = clock();
  peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
  const remote = new MediaStream();
  document.querySelector("video").srcObject = remote;
  peer.addEventListener("track", ({ track }) => {
    remote.addTrack(track);
    if (track.kind === "video") void watch(track.clone());
  });
  for (const track of stream.getTracks()) peer.addTransceiver(track, { direction: "sendrecv", streams: [stream] });
  await peer.setLocalDescription();
  await gathered();
  const headers = { "Content-Type": "application/sdp", Authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(url, { method: "POST", headers, body: peer.localDescription.sdp, signal });
  if (response.status !== 201) throw new Error(`the offer was refused: ${response.status}`);
  resource = response.headers.get("Location");
  await peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
  await boundBitrate();
  return made;
}

async function close() {
  peer?.close();
  peer = undefined;
  if (resource) await fetch(resource, { method: "DELETE", headers: { Authorization: `Bearer ${token}` } });
  resource = "";
}

/** The moment of the first frame since `moment`, or null while there was none. */
const firstSince = (moment) => frames.find((at) => at >= moment) ?? null;

/** The counts so far of what came in and went out. */
async function counts() {
  const found = { at: clock(), since: clock() - (frames.at(-1) ?? 0) };
  for (const row of (await peer.getStats()).values()) {
    const kind = `${row.kind}-${row.type}`;
    if (kind === "video-inbound-rtp")
      Object.assign(found, {
        decoded: row.framesDecoded,
        frozen: row.totalFreezesDuration,
        freezes: row.freezeCount,
        dropped: row.framesDropped,
        keyFrames: row.keyFramesDecoded,
        pli: row.pliCount,
        nack: row.nackCount,
        received: row.bytesReceived,
        height: row.frameHeight,
        delay: row.jitterBufferDelay,
        emitted: row.jitterBufferEmittedCount,
      });
    if (kind === "audio-inbound-rtp")
      Object.assign(found, {
        samples: row.totalSamplesReceived,
        concealed: row.concealedSamples,
        silent: row.silentConcealedSamples,
        audioLost: row.packetsLost,
        audioNack: row.nackCount,
        audioDiscarded: row.packetsDiscarded,
        audioDelay: row.jitterBufferDelay,
        audioEmitted: row.jitterBufferEmittedCount,
        slowed: row.insertedSamplesForDeceleration,
        sped: row.removedSamplesForAcceleration,
      });
    if (kind === "video-outbound-rtp")
      Object.assign(found, {
        encoded: row.framesEncoded,
        sent: row.bytesSent,
        sentHeight: row.frameHeight,
        limit: row.qualityLimitationReason,
        asked: row.targetBitrate,
        resent: row.retransmittedPacketsSent,
        nacked: row.nackCount,
        keyFramesMade: row.keyFramesEncoded,
      });
    if (row.type === "media-source" && row.kind === "video") found.captured = row.frames;
  }
  return found;
}

Object.assign(window, { prepare, open, close, firstSince, counts });
