/** <count-down data-seconds>: counts the seconds down that the server said were left when it drew them. */
class CountDown extends HTMLElement {
  static observedAttributes = ["data-seconds"];
  #until = 0;
  #timer = 0;

  connectedCallback() {
    this.#begin();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#begin();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #begin() {
    clearInterval(this.#timer);
    this.#until = performance.now() + Number(this.dataset.seconds ?? 0) * 1_000;
    this.#timer = setInterval(() => this.#tick(), 250);
    this.#tick();
  }

  #tick() {
    const left = Math.max(0, Math.ceil((this.#until - performance.now()) / 1_000));
    this.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (!left) clearInterval(this.#timer);
  }
}

customElements.define("count-down", CountDown);
