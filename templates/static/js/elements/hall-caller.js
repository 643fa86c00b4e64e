/**
 * <hall-caller>: calls out what the hall's board shows: a chime, then the words of each call, one after the other.
 *
 * A call is a <hall-call data-call="key">; with data-fresh it is called out, once, whatever reconnects or reloads: its key
 * is kept in this browser. Its words are the [data-say] within, the applicant's own language first. While it is called
 * out its data-state is `calling`: a browser without a voice still chimes and flashes. [data-voice] are signs that tell
 * for which languages there is a voice (voice, silent); data-state of this element: ready, or muted until it is touched.
 */
import { show } from "../lib/states.js";
import { say, voiceOf } from "../lib/voices.js";

const KEPT = "hall-called";
const MOST_KEPT = 200;
/** So long a call flashes at least. */
const FLASH_MS = 5_000;
/** With so many more that wait, each is said in two languages only: nobody's call may come late. */
const CROWD = 2;
const NOTES = [784, 659.3, 523.3];
const NOTE_S = 0.38;
const LOUD = 0.3;

/** @param {number} ms @returns {Promise<void>} */
const pause = (ms) => new Promise((resolve) => void setTimeout(resolve, ms));

class HallCaller extends HTMLElement {
  #audio = new AudioContext();
  /** @type {string[]} */
  #called = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  /** @type {string[]} */
  #queue = [];
  #calling = false;
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("live-shown", () => this.#look(), { signal });
    document.addEventListener("click", () => void this.#unmute(), { signal });
    this.#audio.addEventListener("statechange", () => this.#tell(), { signal });
    globalThis.speechSynthesis?.addEventListener?.("voiceschanged", () => this.#tell(), { signal });
    this.#tell();
    this.#look();
  }

  disconnectedCallback() {
    this.#life?.abort();
  }

  async #unmute() {
    await this.#audio.resume();
    this.#tell();
  }

  /** Whether there is sound at all, and for which languages a voice. */
  #tell() {
    show(this, this.#audio.state === "running" ? "ready" : "muted");
    for (const sign of this.querySelectorAll("[data-voice]")) {
      if (sign instanceof HTMLElement) show(sign, voiceOf(sign.dataset.voice ?? "") ? "voice" : "silent");
    }
  }

  /** What is fresh and was not called out here; the newest stands first on the board, and is called out last. */
  #look() {
    const fresh = [...document.querySelectorAll("hall-call[data-fresh]")].reverse();
    for (const call of fresh) {
      const key = call instanceof HTMLElement ? (call.dataset.call ?? "") : "";
      if (!key || this.#called.includes(key)) continue;
      this.#called = [...this.#called, key].slice(-MOST_KEPT);
      localStorage.setItem(KEPT, JSON.stringify(this.#called));
      this.#queue.push(key);
    }
    if (!this.#calling) void this.#callAll();
  }

  async #callAll() {
    this.#calling = true;
    for (let key = this.#queue.shift(); key !== undefined; key = this.#queue.shift()) await this.#call(key);
    this.#calling = false;
  }

  /** @param {string} key */
  async #call(key) {
    const call = document.querySelector(`hall-call[data-call="${CSS.escape(key)}"]`);
    // Answered, or put away, before it was its turn to be called out.
    if (!(call instanceof HTMLElement)) return;
    const words = [...call.querySelectorAll("[data-say]")].filter((each) => each instanceof HTMLElement);
    const said = this.#queue.length >= CROWD ? words.slice(0, 2) : words;
    call.dataset.state = "calling";
    const flash = pause(FLASH_MS);
    this.#chime();
    await pause(NOTES.length * NOTE_S * 1_000 + 400);
    for (const each of said) {
      const voice = voiceOf(each.dataset.say ?? "");
      if (voice) await say(each.textContent ?? "", voice);
    }
    await flash;
    call.dataset.state = "called";
  }

  #chime() {
    if (this.#audio.state !== "running") return;
    for (const [at, hertz] of NOTES.entries()) this.#tone(hertz, this.#audio.currentTime + at * NOTE_S);
  }

  /** @param {number} hertz @param {number} at */
  #tone(hertz, at) {
    const source = new OscillatorNode(this.#audio, { type: "triangle", frequency: hertz });
    const loudness = new GainNode(this.#audio, { gain: 0 });
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(LOUD, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 1.3);
    source.connect(loudness).connect(this.#audio.destination);
    source.start(at);
    source.stop(at + 1.3);
  }
}

customElements.define("hall-caller", HallCaller);
