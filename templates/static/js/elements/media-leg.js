/**
 * <media-leg data-url="/api/legs">: camera and microphone to the server and back, kept up by itself.
 *
 * data-state: idle, asking, testing, connecting, up, lost, barred (the server refuses this person a leg).
 * data-media: both, audio, none – what the camera and microphone gave. data-quality: good, fair, poor.
 * Buttons within: data-command = microphone | camera | retry. Events: leg-state, leg-stream, leg-quality.
 */
import { Problem } from "../lib/api.js";
import { Backoff } from "../lib/backoff.js";
import * as devices from "../lib/devices.js";
import { Leg } from "../lib/leg.js";
import { QualityMeter } from "../lib/quality.js";
import { find, show } from "../lib/states.js";

/** A short gap in the connection often heals by itself. */
const HEAL_MS = 2_000;
const CONNECT_MS = 10_000;
const METER_MS = 4_000;

export class MediaLeg extends HTMLElement {
  stream = new MediaStream();
  /** @type {Leg | null} */
  #leg = null;
  #meter = new QualityMeter();
  #backoff = new Backoff(300, 4_000);
  #retry = 0;
  #heal = 0;
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    const life = new AbortController();
    const { signal } = life;
    this.#life = life;
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    addEventListener("online", () => this.#reconnect(), { signal });
    addEventListener("pagehide", () => this.#drop(true), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#reconnect(), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#devicesChanged(), { signal });
    const meter = setInterval(() => void this.#measure(), METER_MS);
    signal.addEventListener("abort", () => clearInterval(meter));
    this.#say("idle");
    void this.start();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    this.#drop(true);
    devices.close(this.stream);
  }

  /** Asks for camera and microphone (again) and connects. */
  async start() {
    this.#say("asking");
    devices.close(this.stream);
    const { stream, had } = await devices.open();
    if (!this.#life) return devices.close(stream);
    this.stream = stream;
    for (const track of stream.getTracks()) track.addEventListener("ended", () => void this.#devicesChanged());
    show(this, had, "media");
    const own = find(this, "video[data-self]", HTMLVideoElement);
    if (own) own.srcObject = stream;
    this.#showToggles();
    this.#say("testing");
    this.dispatchEvent(new CustomEvent("leg-stream", { bubbles: true, detail: stream }));
    this.#reconnect();
  }

  /** @param {string} state */
  #say(state) {
    show(this, state);
    this.dispatchEvent(new CustomEvent("leg-state", { bubbles: true, detail: { state, media: this.dataset.media } }));
  }

  /** @param {boolean} tell */
  #drop(tell) {
    clearTimeout(this.#retry);
    clearTimeout(this.#heal);
    this.#leg?.close({ tell });
    this.#leg = null;
  }

  #reconnect() {
    if (!this.#life || this.dataset.state === "asking") return;
    this.#drop(false);
    const leg = new Leg();
    this.#leg = leg;
    this.#say(this.dataset.state === "lost" ? "lost" : "connecting");
    this.#retry = setTimeout(() => this.#lost(leg), CONNECT_MS);
    leg
      .open(this.dataset.url ?? "", this.stream, (state) => this.#changed(leg, state))
      .then(() => this.#play(leg))
      .catch((problem) => this.#refused(leg, problem));
  }

  /** @param {Leg} leg */
  #play(leg) {
    const far = find(this, "video[data-remote]", HTMLVideoElement);
    if (leg !== this.#leg || !far) return;
    far.srcObject = leg.remote;
    far.play().catch(() => addEventListener("pointerdown", () => void far.play(), { once: true }));
  }

  /** @param {Leg} leg @param {RTCPeerConnectionState} state */
  #changed(leg, state) {
    if (leg !== this.#leg) return;
    clearTimeout(this.#heal);
    if (state === "connected") {
      clearTimeout(this.#retry);
      this.#backoff.reset();
      this.#say("up");
    } else if (state === "disconnected") {
      this.#heal = setTimeout(() => this.#lost(leg), HEAL_MS);
    } else if (state === "failed" || state === "closed") {
      this.#lost(leg);
    }
  }

  /** @param {Leg} leg */
  #lost(leg) {
    if (leg !== this.#leg) return;
    this.#drop(false);
    this.#say("lost");
    this.#retry = setTimeout(() => this.#reconnect(), this.#backoff.next());
  }

  /** @param {Leg} leg @param {unknown} problem */
  #refused(leg, problem) {
    if (leg !== this.#leg) return;
    if (problem instanceof Problem && problem.status === 403) {
      this.#drop(false);
      this.#say("barred");
    } else {
      this.#lost(leg);
    }
  }

  async #devicesChanged() {
    const live = this.stream.getTracks().every((track) => track.readyState === "live");
    if (this.dataset.state === "asking" || (live && this.dataset.media === "both")) return;
    await this.start();
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-command]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.command === "retry") void this.start();
    else this.#toggle(button.dataset.command === "camera" ? "video" : "audio");
  }

  /** @param {"audio" | "video"} kind */
  #toggle(kind) {
    for (const track of this.stream.getTracks()) if (track.kind === kind) track.enabled = !track.enabled;
    this.#showToggles();
  }

  #showToggles() {
    for (const [command, tracks] of /** @type {const} */ ([
      ["microphone", this.stream.getAudioTracks()],
      ["camera", this.stream.getVideoTracks()],
    ])) {
      const button = find(this, `[data-command=${command}]`, HTMLButtonElement);
      const off = tracks.some((track) => !track.enabled);
      button?.setAttribute("aria-pressed", String(off));
      if (button) button.disabled = tracks.length === 0;
    }
  }

  async #measure() {
    const peer = this.#leg?.peer;
    if (!peer || this.dataset.state !== "up") return;
    const quality = await this.#meter.read(peer);
    if (!quality) return;
    show(this, quality.grade, "quality");
    this.dispatchEvent(new CustomEvent("leg-quality", { bubbles: true, detail: quality }));
  }
}

customElements.define("media-leg", MediaLeg);
