/** <whole-number data-what data-id data-seconds>: asks for a masked value with a reason, and shows it for a short time. */
import { Problem, send, tell } from "../lib/api.js";
import { find } from "../lib/states.js";

class WholeNumber extends HTMLElement {
  #masked = "";
  #timer = 0;

  connectedCallback() {
    this.addEventListener("submit", this);
    addEventListener("pagehide", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
    removeEventListener("pagehide", this);
    this.#hide();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "pagehide") {
      this.#hide();
      return;
    }
    event.preventDefault();
    if (event.target instanceof HTMLFormElement) void this.#ask(event.target);
  }

  /** @param {HTMLFormElement} form */
  async #ask(form) {
    const { what, id } = this.dataset;
    const problem = find(this, "[data-problem-place]", HTMLElement);
    if (problem) problem.textContent = "";
    try {
      const answer = await send("POST", "/api/people/unmask", { what, id, reason: new FormData(form).get("reason") });
      if (this.isConnected) this.#show(String(answer.text));
      find(this, "details", HTMLDetailsElement)?.removeAttribute("open");
    } catch (refusal) {
      if (refusal instanceof Problem && refusal.message && problem) problem.textContent = refusal.message;
      else tell(refusal);
    }
  }

  /** @param {string} text */
  #show(text) {
    const place = find(this, "[data-number]", HTMLElement);
    if (!place) return;
    this.#hide();
    this.#masked = place.textContent ?? "";
    place.textContent = text;
    this.dataset.state = "whole";
    this.#timer = setTimeout(() => this.#hide(), Number(this.dataset.seconds) * 1000);
  }

  #hide() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    const place = find(this, "[data-number]", HTMLElement);
    if (place) place.textContent = this.#masked;
    delete this.dataset.state;
  }
}

customElements.define("whole-number", WholeNumber);
