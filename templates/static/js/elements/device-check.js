/**
 * <device-check>: shows the person that picture and sound work, from the page's media-leg, before they are needed.
 *
 * data-media follows the leg; data-state: quiet (nothing heard yet), heard, deaf (no microphone). The level goes to the
 * custom property --level (0 to 1) of [data-level].
 */
import { find, show } from "../lib/states.js";
import { MediaLeg } from "./media-leg.js";

/** Root mean square above which a voice is taken to be heard. */
const HEARD = 0.03;
const EVERY_MS = 80;

class DeviceCheck extends HTMLElement {
  /** @type {AudioContext | null} */
  #audio = null;
  #timer = 0;
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("leg-stream", () => this.#follow(), { signal });
    this.#follow();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#stop();
  }

  #stop() {
    clearInterval(this.#timer);
    void this.#audio?.close();
    this.#audio = null;
  }

  #follow() {
    const leg = find(document, "media-leg", MediaLeg);
    if (!leg || leg.dataset.media === undefined) return;
    this.#stop();
    show(this, leg.dataset.media, "media");
    const hears = leg.stream.getAudioTracks().length > 0;
    show(this, hears ? "quiet" : "deaf");
    const view = find(this, "video", HTMLVideoElement);
    if (view) view.srcObject = leg.stream;
    if (hears) this.#listen(leg.stream);
  }

  /** @param {MediaStream} stream */
  #listen(stream) {
    const audio = new AudioContext();
    this.#audio = audio;
    const analyser = new AnalyserNode(audio, { fftSize: 1024 });
    audio.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const bar = find(this, "[data-level]", HTMLElement);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loud = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
      bar?.style.setProperty("--level", Math.min(1, loud * 5).toFixed(2));
      if (loud > HEARD && this.dataset.state !== "heard") show(this, "heard");
    }, EVERY_MS);
  }
}

customElements.define("device-check", DeviceCheck);
