/**
 * <save-field data-action data-field data-revision data-schema>: a field that saves itself, after a pause and when left.
 *
 * Sends PUT {text, rev}; the answer's `rev` is the new revision. 409 brings the other hand's `text` and `rev`, shown in
 * [data-theirs]; buttons data-stay="mine" and data-stay="theirs" settle it. What does not fit data-schema is not sent.
 * data-state: idle, dirty, saving, saved, conflict, failed (tried again by itself), refused (what was written is not
 * accepted; [data-refusal] says why), unfit-KEYWORD (it does not fit by this keyword of its schema).
 * data-dirty stands while text is not saved: nothing from the server overwrites it. While somebody types in it,
 * `field-typing` bubbles with the field's name.
 */
import { Problem, send } from "../lib/api.js";
import { Backoff } from "../lib/backoff.js";
import { Draft } from "../lib/draft.js";
import { misfit } from "../lib/fitting.js";
import { find, show } from "../lib/states.js";

const PAUSE_MS = 400;
/** What does not fit yet may fit in a moment: whoever is still typing is not told at once. */
const UNFIT_MS = 1_500;
const TYPING_MS = 2_000;
/** A line that is half dead keeps a request for minutes: after so long it is sent again, and is the same writing. */
const ANSWER_MS = 10_000;

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

class SaveField extends HTMLElement {
  #timer = 0;
  #sending = false;
  #typed = -TYPING_MS;
  #draft = new Draft();
  #backoff = new Backoff(1_000, 15_000);
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
    this.#tell();
    if (event instanceof InputEvent && event.isComposing) this.#mark();
    else this.#soon(this.#misfit() ? UNFIT_MS : PAUSE_MS);
  }

  #tell() {
    if (performance.now() - this.#typed < TYPING_MS) return;
    this.#typed = performance.now();
    this.dispatchEvent(new CustomEvent("field-typing", { bubbles: true, detail: this.dataset.field }));
  }

  /** By which keyword what is written does not fit; "" when it does. */
  #misfit() {
    return misfit(JSON.parse(this.dataset.schema || "{}"), this.#control()?.value ?? "");
  }

  /** From the first key on, the revision that was seen is the one written upon. */
  #mark() {
    if (this.dataset.dirty === undefined) {
      this.dataset.dirty = "";
      this.#draft.begin(Number(this.dataset.revision ?? 0));
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
    const why = this.#misfit();
    if (why) return show(this, `unfit-${why}`);
    this.#sending = true;
    show(this, "saving");
    try {
      const answer = await send("PUT", this.dataset.action, this.#draft.send(text), ANSWER_MS);
      if (typeof answer.rev !== "number") throw new Problem(0, {});
      this.#saved(text, answer.rev);
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
    this.#draft.kept(revision);
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
      if (this.#draft.refused({ text: problem.body.text, rev: Number(problem.body.rev) })) return show(this, "dirty");
      const place = find(this, "[data-theirs]", HTMLElement);
      if (place) place.textContent = this.#labelOf(problem.body.text);
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
    if (!(button instanceof HTMLElement) || !this.#draft.theirs || !control) return;
    control.value = this.#draft.settle(button.dataset.stay === "theirs" ? "theirs" : "mine", control.value);
    show(this, "dirty");
    this.#soon(0);
    control.focus();
  }

  /** What a choice of this value is called; any other text as it is. @param {string} text */
  #labelOf(text) {
    const control = this.#control();
    const options = control instanceof HTMLSelectElement ? [...control.options] : [];
    return options.find((option) => option.value === text)?.text ?? text;
  }

  /** Sends what is not yet sent while the page goes away. */
  #flush() {
    const control = this.#control();
    if (this.dataset.dirty === undefined || this.#sending || !control || !this.dataset.action) return;
    if (this.dataset.state === "conflict" || this.#misfit()) return;
    const body = JSON.stringify(this.#draft.send(control.value));
    const headers = { "Content-Type": "application/json" };
    void fetch(this.dataset.action, { method: "PUT", headers, body, keepalive: true }).catch(() => undefined);
  }
}

customElements.define("save-field", SaveField);
