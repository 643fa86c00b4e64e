/** <view-switch>: buttons that switch large type and contrast on and off, for this tab. */
class ViewSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.#show();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-toggle]") : null;
    if (!(button instanceof HTMLElement)) return;
    const { toggle = "", value = "" } = button.dataset;
    const root = document.documentElement;
    if (root.dataset[toggle] === value) {
      delete root.dataset[toggle];
      sessionStorage.removeItem(`view-${toggle}`);
    } else {
      root.dataset[toggle] = value;
      sessionStorage.setItem(`view-${toggle}`, value);
    }
    this.#show();
  }

  #show() {
    for (const button of this.querySelectorAll("[data-toggle]")) {
      if (!(button instanceof HTMLElement)) continue;
      const on = document.documentElement.dataset[button.dataset.toggle ?? ""] === button.dataset.value;
      button.setAttribute("aria-pressed", String(on));
    }
  }
}

customElements.define("view-switch", ViewSwitch);
