/** <key-pad data-for>: keys on the screen for an input, where there is no keyboard. */
import { find } from "../lib/states.js";

class KeyPad extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", this.#keepFocus);
    this.addEventListener("click", this.#press);
  }

  disconnectedCallback() {
    this.removeEventListener("pointerdown", this.#keepFocus);
    this.removeEventListener("click", this.#press);
  }

  /** The caret stays where it is. @param {Event} event */
  #keepFocus(event) {
    event.preventDefault();
  }

  /** @param {Event} event */
  #press(event) {
    const key = event.target instanceof Element ? event.target.closest("button") : null;
    const input = find(document, `#${CSS.escape(this.dataset.for ?? "")}`, HTMLInputElement);
    if (!key || !input) return;
    const from = input.selectionStart ?? input.value.length;
    const to = input.selectionEnd ?? from;
    if (key.dataset.key !== undefined) input.setRangeText(key.dataset.key, from, to, "end");
    else if (key.dataset.clear !== undefined) input.value = "";
    else input.setRangeText("", from === to ? Math.max(0, from - 1) : from, to, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("key-pad", KeyPad);
