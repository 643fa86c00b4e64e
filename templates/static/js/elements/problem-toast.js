/** <problem-toast>: shows what went wrong with something that has no place of its own; hears desk-problem events. */
const STAYS_MS = 12_000;

class ProblemToast extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    document.addEventListener("desk-problem", this);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    document.removeEventListener("desk-problem", this);
    this.removeEventListener("click", this);
    clearTimeout(this.#timer);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event instanceof CustomEvent) this.#say(String(event.detail ?? ""));
    else if (event.target instanceof Element && event.target.closest("[data-close]")) this.#clear();
  }

  /** @param {string} message */
  #say(message) {
    const words = this.querySelector("template");
    const note = words?.content.firstElementChild?.cloneNode(true);
    if (!(note instanceof HTMLElement)) return;
    const place = note.querySelector("[data-message]");
    if (message && place) place.textContent = message;
    this.#clear();
    this.append(note);
    this.#timer = setTimeout(() => this.#clear(), STAYS_MS);
  }

  #clear() {
    clearTimeout(this.#timer);
    for (const note of this.querySelectorAll(":scope > .note")) note.remove();
  }
}

customElements.define("problem-toast", ProblemToast);
