/** <wait-button data-seconds>: a button that may be pressed only after some seconds, and counts them. */
import { find } from "../lib/states.js";

class WaitButton extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const until = performance.now() + Number(this.dataset.seconds ?? 0) * 1_000;
    this.#timer = setInterval(() => this.#tick(until), 250);
    this.#tick(until);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** @param {number} until */
  #tick(until) {
    const left = Math.ceil((until - performance.now()) / 1_000);
    const button = find(this, "button", HTMLButtonElement);
    const count = find(this, "output", HTMLOutputElement);
    if (button) button.disabled = left > 0;
    if (count) count.textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "";
    if (left <= 0) clearInterval(this.#timer);
  }
}

customElements.define("wait-button", WaitButton);
