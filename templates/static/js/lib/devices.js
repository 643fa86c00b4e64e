/** Camera and microphone, as much of them as there is and as the person allows. */

/** @typedef {"both" | "audio" | "none"} Had what could be had: picture and sound, sound alone, nothing */

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } };

/**
 * Asks for picture and sound, then for sound alone, then goes without.
 * @returns {Promise<{ stream: MediaStream, had: Had }>}
 */
export async function open() {
  /** @type {[Had, MediaStreamConstraints][]} */
  const wishes = [
    ["both", { audio: SOUND, video: PICTURE }],
    ["audio", { audio: SOUND }],
  ];
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
