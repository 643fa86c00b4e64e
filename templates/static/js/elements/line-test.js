/**
 * <line-test data-action data-test>: has the line tested once the page's media-leg is up, and when asked again.
 *
 * data-test is the server's: none, running, good, fair, poor. While it runs the server sends the applicant's own sound
 * back, which nobody is to hear: what the leg plays is silent until the result is there, or this element goes.
 */
import { send } from "../lib/api.js";
import { MediaLeg } from "./media-leg.js";

/** No test lasts longer; the server gives it up by then too. */
const LONGEST_MS = 15_000;
const RETRY_MS = 3_000;

class LineTest extends HTMLElement {
  static observedAttributes = ["data-test"];

  /** @type {AbortController | null} */
  #life = null;
  #asked = false;
  #limit = 0;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("leg-state", () => this.#look(), { signal });
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    if (this.dataset.test === "running") this.#silence(true);
    this.#look();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#silence(false);
  }

  attributeChangedCallback() {
    if (this.#life) this.#silence(this.dataset.test === "running");
  }

  #look() {
    const leg = document.querySelector("media-leg");
    if (!this.isConnected) return;
    if (!this.#asked && this.dataset.test === "none" && leg instanceof MediaLeg && leg.dataset.state === "up") void this.#begin();
  }

  /** @param {Event} event */
  #pressed(event) {
    if (event.target instanceof Element && event.target.closest("[data-again]")) void this.#begin();
  }

  async #begin() {
    this.#asked = true;
    this.#silence(true);
    try {
      await send("POST", this.dataset.action ?? "", {});
    } catch {
      // Called a moment ago, or the server does not know of the leg yet: nothing to say, and tried again.
      this.#asked = false;
      this.#silence(false);
      setTimeout(() => this.#look(), RETRY_MS);
    }
  }

  /** @param {boolean} on */
  #silence(on) {
    clearTimeout(this.#limit);
    if (on) this.#limit = setTimeout(() => this.#silence(false), LONGEST_MS);
    for (const far of document.querySelectorAll("media-leg :is(video, audio):not([data-self])")) {
      if (far instanceof HTMLMediaElement) far.muted = on;
    }
  }
}

customElements.define("line-test", LineTest);
