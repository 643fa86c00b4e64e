/**
 * <drawn-dialog id>: a dialog that the server draws when it is opened. A button [data-draws="id"] anywhere on the page
 * has it drawn from its data-address into [data-place]; the page beneath, with its picture and sound, stays as it is.
 * What is done within (api-button) closes it.
 */
import { send, tell } from "../lib/api.js";
import { find } from "../lib/states.js";

class DrawnDialog extends HTMLElement {
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.addEventListener("submit", (event) => this.#asked(event), { signal });
    this.addEventListener("api-done", () => find(this, "dialog", HTMLDialogElement)?.close(), { signal });
  }

  disconnectedCallback() {
    this.#life?.abort();
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = event.target instanceof Element ? event.target.closest(`[data-draws="${this.id}"]`) : null;
    if (button instanceof HTMLElement && button.dataset.address) void this.#open(button.dataset.address);
  }

  /** What is typed into a form [data-redraws] has the place drawn anew. @param {Event} event */
  #asked(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.redraws) return;
    event.preventDefault();
    void this.#draw(form.dataset.redraws, Object.fromEntries(new FormData(form)));
  }

  /** @param {string} address @param {unknown} [fields] */
  async #draw(address, fields) {
    const place = find(this, "[data-place]", HTMLElement);
    try {
      const answer = await send("POST", address, fields);
      if (place) place.innerHTML = String(answer.html ?? "");
      return true;
    } catch (problem) {
      tell(problem);
      return false;
    }
  }

  /** @param {string} address */
  async #open(address) {
    const dialog = find(this, "dialog", HTMLDialogElement);
    if (!dialog || dialog.open) return;
    if (await this.#draw(address)) dialog.showModal();
  }
}

customElements.define("drawn-dialog", DrawnDialog);
