/**
 * A camera's picture with a strip at its foot, which tells which corner it is of and when: composed on a canvas, frame by
 * frame as the camera gives them, at the camera's size. Its form is told in desk/model/evidence/corner_codes.py.
 */

const ACROSS = 64;
const BITS_A_ROW = 32;
const HEIGHT = 2.5;
const EDGE = 0.25;
const LETTERS = "1.3";

/** @typedef {{ bits: number[], words: string }} Shown the strip's cells, and the same for people */

/** @param {number} width @param {Shown | null} shown */
function drawn(width, shown) {
  const size = width / ACROSS;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round(HEIGHT * size);
  const pen = canvas.getContext("2d");
  if (!pen) return canvas;
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#fff";
  for (const [place, bit] of (shown?.bits ?? []).entries()) {
    const row = Math.floor(place / BITS_A_ROW);
    if (bit) pen.fillRect((place % BITS_A_ROW) * size, (EDGE + row) * size, size, size);
  }
  pen.font = `bold ${Number(LETTERS) * size}px monospace`;
  pen.textBaseline = "middle";
  pen.fillText(shown?.words ?? "", (BITS_A_ROW + 0.75) * size, canvas.height / 2, (ACROSS - BITS_A_ROW - 1.5) * size);
  return canvas;
}

export class Strip {
  #view = document.createElement("video");
  #canvas = document.createElement("canvas");
  #pen = this.#canvas.getContext("2d", { alpha: false, desynchronized: true });
  #strip = drawn(ACROSS, null);
  /** @type {Shown | null} */
  #shown = null;
  #frame = 0;

  /** Whether this browser can: where not, the picture goes out as it is. */
  static get able() {
    return "requestVideoFrameCallback" in HTMLVideoElement.prototype && "captureStream" in HTMLCanvasElement.prototype;
  }

  /** @param {MediaStreamTrack} camera @returns {Promise<MediaStreamTrack>} the picture with the strip; throws where there is none */
  async begin(camera) {
    this.#view.muted = true;
    this.#view.srcObject = new MediaStream([camera]);
    await this.#view.play();
    this.#canvas.width = this.#view.videoWidth;
    this.#canvas.height = this.#view.videoHeight;
    this.show(this.#shown);
    const [track] = this.#canvas.captureStream(0).getVideoTracks();
    if (!(track instanceof CanvasCaptureMediaStreamTrack)) throw new Error("no picture can be composed");
    const next = () => {
      this.#frame = this.#view.requestVideoFrameCallback(next);
      const { width, height } = this.#canvas;
      this.#pen?.drawImage(this.#view, 0, 0, width, height);
      this.#pen?.drawImage(this.#strip, 0, height - this.#strip.height);
      track.requestFrame();
    };
    next();
    return track;
  }

  /** @param {Shown | null} shown from the next frame on; null: an empty strip */
  show(shown) {
    this.#shown = shown;
    this.#strip = drawn(this.#canvas.width, shown);
  }

  end() {
    this.#view.cancelVideoFrameCallback(this.#frame);
    this.#view.srcObject = null;
  }
}
