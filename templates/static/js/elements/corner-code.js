/**
 * <corner-code data-session>: while it is there, the camera's picture goes out with the corner's rotating code at its foot.
 *
 * data-state: shown, empty (no code is kept now), plain (the picture goes out as it is: no camera, or a browser that
 * cannot, or a page that is not seen, which would draw nothing).
 */
import { rotate } from "../lib/corner-codes.js";
import { find, show } from "../lib/states.js";
import { Strip } from "../lib/strip.js";
import { MediaLeg } from "./media-leg.js";

class CornerCode extends HTMLElement {
  /** @type {AbortController | null} */
  #life = null;
  /** @type {Strip | null} */
  #strip = null;
  /** @type {import("../lib/strip.js").Shown | null} */
  #shown = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("leg-stream", () => void this.#dress(), { signal });
    document.addEventListener("visibilitychange", () => void this.#dress(), { signal });
    void rotate(this.dataset.session ?? "", (shown) => this.#show(shown), signal);
    void this.#dress();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    this.#strip?.end();
    this.#strip = null;
    void find(document, "media-leg", MediaLeg)?.showInstead(null);
  }

  /** @param {import("../lib/strip.js").Shown | null} shown */
  #show(shown) {
    this.#shown = shown;
    this.#strip?.show(shown);
    this.#say();
  }

  #say() {
    show(this, this.#strip ? (this.#shown ? "shown" : "empty") : "plain");
  }

  /** Puts the strip on the camera that is now. */
  async #dress() {
    const leg = find(document, "media-leg", MediaLeg);
    const camera = leg?.stream.getVideoTracks()[0];
    this.#strip?.end();
    this.#strip = null;
    const strip = camera && !document.hidden && Strip.able ? new Strip() : null;
    const track = await strip?.begin(/** @type {MediaStreamTrack} */ (camera)).catch(() => null);
    if (!this.#life || !strip || !track) {
      strip?.end();
      await leg?.showInstead(null);
    } else {
      this.#strip = strip;
      strip.show(this.#shown);
      await leg?.showInstead(track);
    }
    if (this.#life) this.#say();
  }
}

customElements.define("corner-code", CornerCode);
