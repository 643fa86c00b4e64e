/**
 * <chat-form data-action [data-stores]>: writes a line in a meeting, or a statement, and does not lose what was typed.
 *
 * The draft, and a line on its way with its id, are held until the server has it: one sent again is the same line. They
 * are held in memory alone, as others sit at a corner after us; only where `data-stores` says so (a clerk's own console)
 * they stand in the session's storage and outlive a reload. data-state: idle, sending, failed (tried again by itself),
 * refused ([data-refusal] says why; the text stays). Enter sends, Shift+Enter is a new line.
 */
import { Backoff } from "../lib/backoff.js";
import { Problem, send } from "../lib/api.js";
import { find, show } from "../lib/states.js";

class ChatForm extends HTMLElement {
  #backoff = new Backoff(1_000, 10_000);
  #timer = 0;
  #sending = false;
  /** @type {Map<string, string>} */
  #memory = new Map();
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const box = this.#box();
    if (box) box.value = this.#kept("draft") || box.value;
    this.addEventListener("input", () => this.#keep("draft", this.#box()?.value ?? ""), { signal });
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    addEventListener("online", () => void this.#go(), { signal });
    document.addEventListener("live-shown", () => this.#follow(), { signal });
    this.#follow();
    void this.#go();
  }

  disconnectedCallback() {
    this.#life?.abort();
    clearTimeout(this.#timer);
  }

  #box() {
    return find(this, "textarea", HTMLTextAreaElement);
  }

  /** @param {string} what */
  #kept(what) {
    if (!("stores" in this.dataset)) return this.#memory.get(what) ?? "";
    return sessionStorage.getItem(`${what}:${this.dataset.action}`) ?? "";
  }

  /** @param {string} what @param {string} value */
  #keep(what, value) {
    this.#memory.set(what, value);
    if (!("stores" in this.dataset)) return;
    const key = `${what}:${this.dataset.action}`;
    if (value) sessionStorage.setItem(key, value);
    else sessionStorage.removeItem(key);
  }

  /** @param {Event} event */
  #pressed(event) {
    if (event.target instanceof Element && event.target.closest("[data-send]")) this.#say();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#say();
  }

  #say() {
    const text = this.#box()?.value ?? "";
    if (!text.trim() || this.#kept("line")) return;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#keep("line", JSON.stringify({ id, text }));
    void this.#go();
  }

  async #go() {
    const line = this.#kept("line");
    if (!line || this.#sending) return;
    clearTimeout(this.#timer);
    this.#sending = true;
    show(this, "sending");
    try {
      await send("POST", this.dataset.action ?? "", JSON.parse(line));
      this.#arrived(JSON.parse(line).text);
    } catch (problem) {
      this.#failed(problem);
    } finally {
      this.#sending = false;
    }
  }

  /** @param {string} text */
  #arrived(text) {
    this.#backoff.reset();
    this.#keep("line", "");
    show(this, "idle");
    const box = this.#box();
    if (box?.value !== text) return;
    box.value = "";
    this.#keep("draft", "");
  }

  /** @param {unknown} problem */
  #failed(problem) {
    if (!(problem instanceof Problem) || problem.status === 0 || problem.status >= 500) {
      show(this, "failed");
      this.#timer = setTimeout(() => void this.#go(), this.#backoff.next());
      return;
    }
    this.#keep("line", "");
    const place = find(this, "[data-refusal]", HTMLElement);
    if (place) place.textContent = problem.message;
    show(this, "refused");
  }

  /** The newest line is in sight. */
  #follow() {
    const lines = this.parentElement ? find(this.parentElement, "[data-chat]", HTMLElement) : null;
    if (lines) lines.scrollTop = lines.scrollHeight;
  }
}

customElements.define("chat-form", ChatForm);
