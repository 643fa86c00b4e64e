/**
 * <evidence-player data-seconds>: the recordings of a meeting, played side by side as one, with what happened marked on
 * their time line. The files share one zero of time; the first one leads, and the others follow it.
 */
import { find } from "../lib/states.js";

const FOLLOW_MS = 250;
/** Sound and picture further apart than this are out of step. */
const APART_S = 0.12;
/** A moment is shown from a little before it. */
const LEAD_S = 1;
/** So long a corner's code is shown. */
const CODE_S = 10;

/** @param {number} seconds */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

class EvidencePlayer extends HTMLElement {
  /** @type {HTMLVideoElement[]} */
  #videos = [];
  /** @type {HTMLButtonElement[]} */
  #moments = [];
  #timer = 0;

  connectedCallback() {
    this.#videos = [...this.querySelectorAll("video")];
    this.#moments = [...this.querySelectorAll("button.moment")].filter((each) => each instanceof HTMLButtonElement);
    this.addEventListener("click", this);
    this.addEventListener("input", this);
    this.#mark();
    this.#timer = setInterval(() => this.#follow(), FOLLOW_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.removeEventListener("click", this);
    this.removeEventListener("input", this);
  }

  get #length() {
    return Number(this.dataset.seconds) || 0;
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { target } = event;
    if (!(target instanceof Element)) return;
    if (event.type === "input" && target instanceof HTMLInputElement) return this.#seek(Number(target.value));
    const moment = target.closest("button.moment");
    if (moment instanceof HTMLElement) return this.#seek(Math.max(0, Number(moment.dataset.at) - LEAD_S));
    if (target.closest("[data-play]")) this.#play(this.#videos[0]?.paused ?? true);
  }

  /** @param {number} seconds */
  #seek(seconds) {
    for (const video of this.#videos) video.currentTime = seconds;
    this.#show(seconds);
  }

  /** @param {boolean} on */
  #play(on) {
    for (const video of this.#videos) {
      if (on) void video.play().catch(() => undefined);
      else video.pause();
    }
    this.#say(on);
  }

  /** @param {boolean} playing */
  #say(playing) {
    find(this, "[data-play]", HTMLElement)?.setAttribute("aria-pressed", String(playing));
    find(this, "[data-paused]", HTMLElement)?.toggleAttribute("hidden", playing);
    find(this, "[data-playing]", HTMLElement)?.toggleAttribute("hidden", !playing);
  }

  /** The others keep step with the first one; one that ended earlier stands still. */
  #follow() {
    const [first, ...others] = this.#videos;
    if (!first) return;
    for (const video of others) {
      if (Math.abs(video.currentTime - first.currentTime) > APART_S && !first.seeking && !video.seeking) {
        video.currentTime = first.currentTime;
      }
    }
    if (first.ended) this.#play(false);
    this.#show(first.currentTime);
  }

  /** @param {number} seconds */
  #show(seconds) {
    const range = find(this, "[data-range]", HTMLInputElement);
    if (range && !range.matches(":active")) range.value = String(seconds);
    const told = find(this, "[data-clock]", HTMLElement);
    if (told && told.textContent !== clock(seconds)) told.textContent = clock(seconds);
    this.#tellCode(seconds);
    const current = this.#moments.filter((each) => Number(each.dataset.at) <= seconds + LEAD_S).at(-1);
    for (const each of this.#moments) {
      if (each === current) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }

  /** @param {number} seconds */
  #tellCode(seconds) {
    const told = find(this, "[data-code]", HTMLElement);
    if (!told) return;
    const all = [...this.querySelectorAll("[data-codes] > [data-at]")].filter((each) => each instanceof HTMLElement);
    const now = all.filter((each) => Number(each.dataset.at) <= seconds && seconds < Number(each.dataset.at) + CODE_S).at(-1);
    const text = now?.textContent ?? "–";
    if (told.textContent !== text) told.textContent = text;
  }

  #mark() {
    const ticks = find(this, "[data-ticks]", HTMLElement);
    if (!ticks || !this.#length) return;
    for (const each of this.#moments) {
      const tick = document.createElement("span");
      tick.style.insetInlineStart = `${(100 * Number(each.dataset.at)) / this.#length}%`;
      ticks.append(tick);
    }
  }
}

customElements.define("evidence-player", EvidencePlayer);
