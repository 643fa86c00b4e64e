/**
 * <save-field data-action data-revision>: a field that saves itself, after a pause and when it is left.
 *
 * Sends PUT {text, rev}; the answer's `rev` is the new revision. 409 brings the other hand's `text` and `rev`, shown in
 * [data-theirs]; buttons data-stay="mine" and data-stay="theirs" settle it. data-state: idle, dirty, saving, saved,
 * conflict, refused (what was written is not accepted; [data-refusal] says why), failed (tried again by itself).
 * data-dirty stands while text is not saved: nothing from the server overwrites it.
 */
import { Problem, send } from "../lib/api.js";
import { Backoff } from "../lib/backoff.js";
import { find, show } from "../lib/states.js";

const PAUSE_MS = 400;

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

class SaveField extends HTMLElement {
  #timer = 0;
  #base = 0;
  #sending = false;
  #backoff = new Backoff(1_000, 15_000);
  /** @type {{ text: string, rev: number } | null} */
  #theirs = null;
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.addEventListener("input", (event) => this.#written(event), { signal });
    this.addEventListener("change", () => this.#soon(0), { signal });
    this.addEventListener("click", (event) => this.#settle(event), { signal });
    addEventListener("pagehide", () => this.#flush(), { signal });
    addEventListener("online", () => this.dataset.state === "failed" && this.#soon(0), { signal });
  }

  disconnectedCallback() {
    this.#flush();
    this.#life?.abort();
    clearTimeout(this.#timer);
  }

  /** @returns {Control | null} */
  #control() {
    const found = this.querySelector("input:checked, input:not([type=radio]), textarea, select");
    return /** @type {Control | null} */ (found);
  }

  /** @param {Event} event */
  #written(event) {
    if (event instanceof InputEvent && event.isComposing) this.#mark();
    else this.#soon(PAUSE_MS);
  }

  /** From the first key on, the revision that was seen is the one written upon. */
  #mark() {
    if (this.dataset.dirty === undefined) {
      this.dataset.dirty = "";
      this.#base = Number(this.dataset.revision ?? 0);
    }
    if (this.dataset.state !== "conflict") show(this, "dirty");
  }

  /** @param {number} ms */
  #soon(ms) {
    if (ms === 0 && this.dataset.dirty === undefined) return;
    this.#mark();
    if (this.dataset.state === "conflict") return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  async #save() {
    const control = this.#control();
    if (!control || !this.dataset.action || this.#sending) return;
    const text = control.value;
    this.#sending = true;
    show(this, "saving");
    try {
      const answer = await send("PUT", this.dataset.action, { text, rev: this.#base });
      this.#saved(text, Number(answer.rev ?? answer.revision ?? this.#base + 1));
    } catch (problem) {
      this.#failed(problem);
    } finally {
      this.#sending = false;
    }
    if (this.dataset.state === "dirty") this.#soon(PAUSE_MS);
  }

  /** @param {string} text @param {number} revision */
  #saved(text, revision) {
    this.#backoff.reset();
    this.#base = revision;
    this.dataset.revision = String(revision);
    if (this.#control()?.value !== text) return show(this, "dirty");
    delete this.dataset.dirty;
    show(this, "saved");
  }

  /** @param {unknown} problem */
  #failed(problem) {
    if (!(problem instanceof Problem) || problem.status === 0 || problem.status >= 500) {
      show(this, "failed");
      this.#timer = setTimeout(() => void this.#save(), this.#backoff.next());
    } else if (problem.status === 409 && typeof problem.body.text === "string") {
      this.#theirs = { text: problem.body.text, rev: Number(problem.body.rev ?? problem.body.revision ?? 0) };
      const place = find(this, "[data-theirs]", HTMLElement);
      if (place) place.textContent = this.#theirs.text;
      show(this, "conflict");
    } else {
      const place = find(this, "[data-refusal]", HTMLElement);
      if (place) place.textContent = problem.message;
      show(this, "refused");
    }
  }

  /** @param {Event} event */
  #settle(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-stay]") : null;
    const control = this.#control();
    if (!(button instanceof HTMLElement) || !this.#theirs || !control) return;
    if (button.dataset.stay === "theirs") control.value = this.#theirs.text;
    this.#base = this.#theirs.rev;
    this.#theirs = null;
    show(this, "dirty");
    this.#soon(0);
    control.focus();
  }

  /** Sends what is not yet sent while the page goes away. */
  #flush() {
    const control = this.#control();
    if (this.dataset.dirty === undefined || this.#sending || !control || !this.dataset.action) return;
    const body = JSON.stringify({ text: control.value, rev: this.#base });
    const headers = { "Content-Type": "application/json" };
    void fetch(this.dataset.action, { method: "PUT", headers, body, keepalive: true }).catch(() => undefined);
  }
}

customElements.define("save-field", SaveField);
