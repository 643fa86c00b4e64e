/** <secret-link data-for>: what stands after the # of this page's address goes into a field, and out of the address. */
class SecretLink extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.dataset.for ?? "");
    const secret = decodeURIComponent(location.hash.slice(1));
    if (!secret || !(field instanceof HTMLInputElement)) return;
    field.value = secret;
    history.replaceState(null, "", location.pathname + location.search);
    field.form?.querySelector("button")?.focus();
  }
}

customElements.define("secret-link", SecretLink);
