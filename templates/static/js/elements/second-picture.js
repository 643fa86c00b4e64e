/**
 * <second-picture data-of="camera | screen" hidden>: a button within a media-leg that shows the other side a document
 * camera or a screen beside the person, and takes it back. Hidden where there is nothing to show.
 */
import * as devices from "../lib/devices.js";
import { MediaLeg } from "./media-leg.js";

class SecondPicture extends HTMLElement {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.addEventListener("click", () => void this.#toggle(), { signal });
    // Cameras are counted once the person allowed one: before, the browser does not tell them apart.
    document.addEventListener("leg-stream", () => void this.#look(), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#look(), { signal });
    void this.#look();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#track?.stop();
  }

  get #leg() {
    const leg = this.closest("media-leg");
    return leg instanceof MediaLeg ? leg : null;
  }

  get #kind() {
    return this.dataset.of === "screen" ? "screen" : "camera";
  }

  async #look() {
    const can = await devices.hasSecond(this.#kind);
    this.hidden = !can && !this.#track;
  }

  async #toggle() {
    const leg = this.#leg;
    if (!leg) return;
    if (this.#track) return this.#show(leg, null);
    const track = await devices.second(this.#kind, leg.stream);
    if (!track) return;
    track.addEventListener("ended", () => track === this.#track && void this.#show(leg, null));
    await this.#show(leg, track);
  }

  /** @param {MediaLeg} leg @param {MediaStreamTrack | null} track */
  async #show(leg, track) {
    this.#track?.stop();
    this.#track = track;
    this.querySelector("button")?.setAttribute("aria-pressed", String(track !== null));
    await leg.showSecond(track);
  }
}

customElements.define("second-picture", SecondPicture);
