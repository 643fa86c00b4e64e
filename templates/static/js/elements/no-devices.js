/**
 * <no-devices data-action>: where the page's leg found neither camera nor microphone, asks by itself that the two write
 * to each other. Asked once; what becomes of it is told by the live page.
 */
import { send, tell } from "../lib/api.js";
import { find } from "../lib/states.js";
import { MediaLeg } from "./media-leg.js";

class NoDevices extends HTMLElement {
  #asked = false;
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    document.addEventListener("leg-stream", () => this.#look(), { signal: this.#life.signal });
    this.#look();
  }

  disconnectedCallback() {
    this.#life?.abort();
  }

  #look() {
    const leg = find(document, "media-leg", MediaLeg);
    if (this.#asked || leg?.dataset.media !== "none") return;
    this.#asked = true;
    send("POST", this.dataset.action ?? "", { move: "write", why: "no-devices" }).catch(tell);
  }
}

customElements.define("no-devices", NoDevices);
