/** <api-button data-action>: posts JSON, is disabled meanwhile, and shows next to itself what went wrong. */
import { Problem, go, send, tell } from "../lib/api.js";
import { asked } from "../lib/dialogs.js";
import { isControl } from "../lib/morph.js";
import { find } from "../lib/states.js";

class ApiButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button && button.getAttribute("aria-disabled") !== "true") void this.#press(button);
  }

  /** @param {HTMLButtonElement} button */
  async #press(button) {
    const { action, confirm, method = "POST", body = "{}" } = this.dataset;
    if (!action || (confirm && !(await asked(confirm)))) return;
    button.setAttribute("aria-disabled", "true");
    this.dataset.state = "sending";
    this.#say("");
    try {
      const answer = await send(method, action, { ...JSON.parse(body), ...this.#filled() });
      this.dataset.state = "sent";
      this.dispatchEvent(new CustomEvent("api-done", { bubbles: true, detail: answer }));
      go(this.dataset.go ?? answer.go);
    } catch (problem) {
      this.dataset.state = "failed";
      if (problem instanceof Problem && problem.message) this.#say(problem.message);
      else tell(problem);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }

  /** What stands in the controls within, by name; a box that is not ticked says nothing. */
  #filled() {
    /** @type {Record<string, string>} */
    const values = {};
    for (const input of this.querySelectorAll("input[name], select[name], textarea[name]")) {
      if (!isControl(input)) continue;
      if (input instanceof HTMLInputElement && input.type === "checkbox" && !input.checked) continue;
      values[input.name] = input.value;
    }
    return values;
  }

  /** @param {string} message */
  #say(message) {
    const place = find(this, "[data-problem-place]", HTMLElement);
    if (place) place.textContent = message;
  }
}

customElements.define("api-button", ApiButton);
