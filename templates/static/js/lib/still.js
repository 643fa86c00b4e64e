/** A still from a camera track at the most the camera gives, as a JPEG. */

const QUALITY = 0.92;
const PHOTO_MS = 5_000;
const SETTLE_MS = 1_500;

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T>}
 */
function within(promise, ms) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(reject, ms, new Error("too slow")))]);
}

/** @param {ImageBitmap | HTMLVideoElement} picture @param {number} width @param {number} height */
function jpeg(picture, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}

/** @param {MediaStreamTrack} track */
function mostOf(track) {
  const most = track.getCapabilities?.() ?? {};
  return { width: most.width?.max ?? 4_096, height: most.height?.max ?? 4_096 };
}

/**
 * The camera's own photograph; throws when it has none, or none larger than a frame could be.
 * @param {MediaStreamTrack} track
 */
async function photograph(track) {
  const capture = new ImageCapture(track);
  const { imageWidth, imageHeight } = await within(capture.getPhotoCapabilities(), PHOTO_MS);
  const size = { imageWidth: imageWidth?.max, imageHeight: imageHeight?.max };
  const blob = await within(capture.takePhoto(size), PHOTO_MS);
  const picture = await createImageBitmap(blob);
  const { width, height } = picture;
  if (width < mostOf(track).width && "max" in (track.getCapabilities?.().width ?? {})) throw new Error("a frame is larger");
  const still = blob.type === "image/jpeg" ? blob : await jpeg(picture, width, height);
  picture.close();
  return still;
}

/** @param {MediaStreamTrack} track */
async function atFullSize(track) {
  const before = track.getConstraints();
  const most = mostOf(track);
  const wish = { width: { ideal: most.width }, height: { ideal: most.height } };
  await track.applyConstraints(wish).catch(() => undefined);
  return () => track.applyConstraints(before).catch(() => undefined);
}

/** @param {MediaStreamTrack} track */
async function grab(track) {
  const restore = await atFullSize(track);
  const view = document.createElement("video");
  view.muted = true;
  view.srcObject = new MediaStream([track]);
  try {
    await view.play();
    const { width = 0 } = track.getSettings();
    const until = performance.now() + SETTLE_MS;
    while (view.videoWidth < width && performance.now() < until) await new Promise((wake) => setTimeout(wake, 60));
    return await jpeg(view, view.videoWidth, view.videoHeight);
  } finally {
    view.srcObject = null;
    await restore();
  }
}

/**
 * @param {MediaStreamTrack} track
 * @returns {Promise<Blob>} image/jpeg
 */
export async function take(track) {
  if ("ImageCapture" in window) {
    try {
      return await photograph(track);
    } catch {
      // Not every camera has a photograph's mode; a full-size frame is next best.
    }
  }
  return grab(track);
}
