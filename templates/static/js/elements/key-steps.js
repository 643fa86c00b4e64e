/** <key-steps>: the arrow keys press its buttons data-step="next" and data-step="back", while nobody is writing. */
class KeySteps extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (!(event instanceof KeyboardEvent) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = event.key === "ArrowRight" ? "next" : event.key === "ArrowLeft" ? "back" : "";
    const target = event.target instanceof Element ? event.target : null;
    if (!step || event.repeat || target?.closest("input, select, textarea, video, [contenteditable]")) return;
    if (document.querySelector("dialog[open]")) return;
    const button = this.querySelector(`button[data-step="${step}"]`);
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    event.preventDefault();
    button.click();
  }
}

customElements.define("key-steps", KeySteps);
