/**
 * <paper-slip data-action>: a ticket on paper, in its dialog. A button [data-slip] anywhere on the page has a new one
 * drawn by the server into [data-place]; the page beneath, with its picture and sound, stays as it is.
 */
import { send, tell } from "../lib/api.js";
import { find } from "../lib/states.js";

class PaperSlip extends HTMLElement {
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    document.addEventListener("click", (event) => this.#pressed(event), { signal: this.#life.signal });
  }

  disconnectedCallback() {
    this.#life?.abort();
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-slip]") : null;
    if (button instanceof HTMLElement) void this.#open();
  }

  async #open() {
    const place = find(this, "[data-place]", HTMLElement);
    const dialog = find(this, "dialog", HTMLDialogElement);
    if (!place || !dialog || dialog.open) return;
    try {
      const answer = await send("POST", this.dataset.action ?? "");
      place.innerHTML = String(answer.html ?? "");
      dialog.showModal();
    } catch (problem) {
      tell(problem);
    }
  }
}

customElements.define("paper-slip", PaperSlip);
