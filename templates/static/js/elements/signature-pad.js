/**
 * <signature-pad data-action data-shown>: a signature drawn with finger or pen, sent as strokes with their times.
 *
 * Sends {strokes: [[{x, y, time, pressure}]], shown}: a list a stroke; CSS pixels from the upper left, ms since the
 * first point; the hash of what the page shows above it.
 * data-state: empty, drawn, sending, sent, failed.
 */
import SignaturePad from "signature_pad";
import { send, tell } from "../lib/api.js";
import { find, show } from "../lib/states.js";

class SignatureElement extends HTMLElement {
  /** @type {SignaturePad | null} */
  #pad = null;
  /** @type {ResizeObserver | null} */
  #watcher = null;

  connectedCallback() {
    const canvas = find(this, "canvas", HTMLCanvasElement);
    if (!canvas || this.#pad) return;
    const ink = getComputedStyle(canvas).color;
    this.#pad = new SignaturePad(canvas, { penColor: ink, minWidth: 1.2, maxWidth: 3.6, throttle: 8 });
    this.#pad.addEventListener("endStroke", () => this.#drawn());
    this.#watcher = new ResizeObserver(() => this.#fit(canvas));
    this.#watcher.observe(canvas);
    this.addEventListener("click", this);
    show(this, "empty");
  }

  disconnectedCallback() {
    this.#watcher?.disconnect();
    this.#pad?.off();
    this.#pad = null;
    this.removeEventListener("click", this);
  }

  /** Matches the canvas's own points to the screen's, and draws again what was there. @param {HTMLCanvasElement} canvas */
  #fit(canvas) {
    const scale = Math.max(1, devicePixelRatio);
    const { clientWidth, clientHeight } = canvas;
    if (canvas.width === clientWidth * scale && canvas.height === clientHeight * scale) return;
    const strokes = this.#pad?.toData() ?? [];
    canvas.width = clientWidth * scale;
    canvas.height = clientHeight * scale;
    canvas.getContext("2d")?.scale(scale, scale);
    this.#pad?.fromData(strokes);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.clear !== undefined) {
      this.#pad?.clear();
      show(this, "empty");
      this.#enable();
    } else if (button?.dataset.send !== undefined) {
      void this.#send();
    }
  }

  #drawn() {
    show(this, "drawn");
    this.#enable();
  }

  #enable() {
    const button = find(this, "[data-send]", HTMLButtonElement);
    if (button) button.disabled = this.#pad?.isEmpty() ?? true;
  }

  #strokes() {
    const groups = this.#pad?.toData() ?? [];
    const start = groups[0]?.points[0]?.time ?? 0;
    return groups.map(({ points }) =>
      points.map(({ x, y, time, pressure }) => ({
        x: Math.round(x * 10) / 10,
        y: Math.round(y * 10) / 10,
        time: Math.round(time - start),
        pressure: Math.round(pressure * 1_000) / 1_000,
      })),
    );
  }

  async #send() {
    if (!this.dataset.action || this.dataset.state === "sending" || this.#pad?.isEmpty()) return;
    show(this, "sending");
    try {
      const { action, shown } = this.dataset;
      await send("POST", action ?? "", { strokes: this.#strokes(), ...(shown && { shown }) });
      show(this, "sent");
    } catch (problem) {
      show(this, "failed");
      tell(problem);
    }
  }
}

customElements.define("signature-pad", SignatureElement);
