/**
 * <still-camera data-action>: a still of a document with the leg's camera: aim, take, look, take again or send.
 *
 * [data-send] sends it, with data-more as one of several pages; where the server cannot read it, it says why in
 * [data-trouble], and [data-despite] sends it all the same. data-state: aim, taking, taken, unclear, sending, sent,
 * no-camera.
 */
import { Problem, send, tell } from "../lib/api.js";
import { find, show } from "../lib/states.js";
import { take } from "../lib/still.js";
import { MediaLeg } from "./media-leg.js";

class StillCamera extends HTMLElement {
  /** @type {Blob | null} */
  #still = null;
  #more = false;
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    document.addEventListener("leg-stream", () => this.#aim(), { signal });
    this.#aim();
  }

  disconnectedCallback() {
    this.#life?.abort();
    const view = find(this, "video", HTMLVideoElement);
    if (view) view.srcObject = null;
  }

  #track() {
    return find(document, "media-leg", MediaLeg)?.stream.getVideoTracks()[0];
  }

  #aim() {
    this.#still = null;
    const track = this.#track();
    const view = find(this, "video", HTMLVideoElement);
    if (view && track) {
      track.enabled = true;
      view.srcObject = new MediaStream([track]);
    }
    show(this, track ? "aim" : "no-camera");
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.take !== undefined) void this.#take();
    else if (button?.dataset.again !== undefined) this.#aim();
    else if (button?.dataset.send !== undefined) {
      if (button.dataset.despite === undefined) this.#more = button.dataset.more !== undefined;
      void this.#send(button.dataset.despite !== undefined);
    }
  }

  async #take() {
    const track = this.#track();
    if (!track || this.dataset.state === "taking") return;
    show(this, "taking");
    try {
      this.#still = await take(track);
      await this.#preview(this.#still);
      show(this, "taken");
      find(this, "[data-send]", HTMLButtonElement)?.focus();
    } catch (problem) {
      this.#aim();
      tell(problem);
    }
  }

  /** @param {Blob} still */
  async #preview(still) {
    const canvas = find(this, "canvas", HTMLCanvasElement);
    if (!canvas) return;
    const picture = await createImageBitmap(still);
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
  }

  /** @param {boolean} despite */
  async #send(despite) {
    if (!this.#still || !this.dataset.action || this.dataset.state === "sending") return;
    show(this, "sending");
    const how = [despite ? "despite=1" : "", this.#more ? "more=1" : ""].filter(Boolean).join("&");
    try {
      await send("POST", `${this.dataset.action}?${how}`, this.#still);
      if (this.#more) this.#aim();
      else show(this, "sent");
    } catch (problem) {
      if (problem instanceof Problem && problem.code === "illegible") this.#unclear(problem);
      else {
        show(this, "taken");
        tell(problem);
      }
    }
  }

  /** @param {Problem} problem */
  #unclear(problem) {
    const place = find(this, `[data-trouble="${String(problem.body.trouble)}"]`, HTMLElement);
    for (const each of this.querySelectorAll("[data-trouble]")) if (each instanceof HTMLElement) each.hidden = each !== place;
    show(this, "unclear");
    find(this, "[data-again]", HTMLButtonElement)?.focus();
  }
}

customElements.define("still-camera", StillCamera);
