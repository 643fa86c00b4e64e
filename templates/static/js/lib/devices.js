/** Camera and microphone, as much of them as there is and as the person allows. */

/** @typedef {"both" | "audio" | "none" | "sound" | "written"} Had what could be had: picture and sound, sound alone, nothing; or as much as was wanted */

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } };
/** Letters need pixels more than movement. */
const PAPER = { width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 10, max: 15 } };
const SCREEN = { video: { frameRate: { ideal: 5, max: 10 } } };

/**
 * Asks for picture and sound, then for sound alone, then goes without; for no more than the channel needs.
 * @param {string} channel video, audio, text
 * @returns {Promise<{ stream: MediaStream, had: Had }>}
 */
export async function open(channel = "video") {
  if (channel === "text") return { stream: new MediaStream(), had: "written" };
  /** @type {[Had, MediaStreamConstraints][]} */
  const wishes = [
    ["both", { audio: SOUND, video: PICTURE }],
    ["audio", { audio: SOUND }],
  ];
  if (channel === "audio") wishes.splice(0, 2, ["sound", { audio: SOUND }]);
  for (const [had, wish] of wishes) {
    try {
      return { stream: await navigator.mediaDevices.getUserMedia(wish), had };
    } catch {
      // The next, smaller wish.
    }
  }
  return { stream: new MediaStream(), had: "none" };
}

/** @param {MediaStream} stream */
export function close(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** @param {"camera" | "screen"} kind @returns {Promise<boolean>} whether there is a second picture of this kind to show */
export async function hasSecond(kind) {
  const { mediaDevices } = navigator;
  if (kind === "screen") return mediaDevices?.getDisplayMedia !== undefined;
  const found = (await mediaDevices?.enumerateDevices?.()) ?? [];
  return found.filter((device) => device.kind === "videoinput").length > 1;
}

/**
 * A second picture: another camera than the one in use, or a screen that the person chooses; null where they choose none.
 * @param {"camera" | "screen"} kind @param {MediaStream} used
 * @returns {Promise<MediaStreamTrack | null>}
 */
export async function second(kind, used) {
  try {
    const stream = await (kind === "screen" ? navigator.mediaDevices.getDisplayMedia(SCREEN) : otherCamera(used));
    const track = stream.getVideoTracks()[0] ?? null;
    if (track) track.contentHint = "detail";
    return track;
  } catch {
    return null;
  }
}

/** @param {MediaStream} used */
async function otherCamera(used) {
  const taken = used.getVideoTracks()[0]?.getSettings().deviceId;
  const found = await navigator.mediaDevices.enumerateDevices();
  const other = found.find((device) => device.kind === "videoinput" && device.deviceId !== taken);
  return navigator.mediaDevices.getUserMedia({ video: { ...PAPER, deviceId: { exact: other?.deviceId ?? "" } } });
}
