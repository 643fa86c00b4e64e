/**
 * <send-file data-action>: sends the files that were chosen, one after another, and says what is wrong with one.
 *
 * One that cannot be read well waits, with those behind it, until [data-despite] is pressed or others are chosen.
 */
import { Problem, send, tell } from "../lib/api.js";
import { find } from "../lib/states.js";

class SendFile extends HTMLElement {
  /** @type {File[]} */
  #waiting = [];
  #sending = false;

  connectedCallback() {
    this.addEventListener("change", this);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("change", this);
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = event.target;
    if (event.type === "change" && target instanceof HTMLInputElement && target.files) {
      this.#waiting = [...target.files];
      target.value = "";
      void this.#go(false);
    } else if (target instanceof Element && target.closest("[data-despite]")) void this.#go(true);
  }

  /** @param {boolean} despite of the first alone */
  async #go(despite) {
    if (this.#sending) return;
    this.#sending = true;
    this.#say("", false);
    try {
      for (let how = despite ? "?despite=1" : ""; this.#waiting[0]; how = "") {
        await send("POST", `${this.dataset.action}${how}`, this.#waiting[0]);
        this.#waiting.shift();
      }
    } catch (problem) {
      if (problem instanceof Problem && problem.message) this.#say(problem.message, problem.code === "illegible");
      else tell(problem);
    } finally {
      this.#sending = false;
    }
  }

  /** @param {string} message @param {boolean} despite */
  #say(message, despite) {
    const place = find(this, "[data-problem-place]", HTMLElement);
    if (place) place.textContent = message;
    const button = find(this, "[data-despite]", HTMLButtonElement);
    if (button) button.hidden = !despite;
  }
}

customElements.define("send-file", SendFile);
