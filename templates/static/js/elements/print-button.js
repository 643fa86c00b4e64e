/** <print-button>: its button prints the page. */
class PrintButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent() {
    window.print();
  }
}

customElements.define("print-button", PrintButton);
