/**
 * <media-leg data-url="/api/legs">: camera and microphone to the server and back, kept up by itself.
 *
 * data-state: idle, asking, testing, then what its line says: connecting, up, healing, lost, barred (lib/line.js).
 * data-media: both, audio, none – what camera and microphone gave; sound, written – what data-channel (video, audio,
 * text) leaves of them: what is not sent is not taken, either. A changed data-url or data-node leads to a leg there. Who is played where: lib/slots.js.
 * Buttons within: data-command = microphone | camera | retry. Events: leg-state, leg-stream.
 */
import * as devices from "../lib/devices.js";
import { Line } from "../lib/line.js";
import { find, show } from "../lib/states.js";

export class MediaLeg extends HTMLElement {
  static observedAttributes = ["data-url", "data-node", "data-channel"];

  stream = new MediaStream();
  /** @type {MediaStreamTrack | null} */
  #second = null;
  /** @type {MediaStreamTrack | null} */
  #instead = null;
  #line = new Line({
    url: () => this.dataset.url ?? "",
    sources: () => ({ stream: this.stream, instead: this.#instead, second: this.#second }),
    say: (state) => this.dataset.state !== "asking" && this.#say(state),
    play: (leg) => leg.slots.play(this),
    show: (leg, moving) => leg.slots.show(this, moving),
  });
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    const life = new AbortController();
    const { signal } = life;
    this.#life = life;
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    addEventListener("online", () => this.#line.restore(), { signal });
    addEventListener("pagehide", () => this.#line.drop(true), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#connect(), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#devicesChanged(), { signal });
    this.#say("idle");
    void this.start();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    this.#line.drop(true);
    devices.close(this.stream);
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (name === "data-channel") {
      if (this.#life && before !== after) void this.start();
      return;
    }
    const there = this.#line.leg?.node.endsWith(`/${after}/legs`);
    if (this.#line.open && before !== after && !there) this.#connect();
  }

  #connect() {
    if (this.#life && this.dataset.state !== "asking") this.#line.connect();
  }

  /** Asks for camera and microphone (again), and sends them where a leg is up; else connects. */
  async start() {
    this.#say("asking");
    devices.close(this.stream);
    const channel = this.dataset.channel ?? "video";
    const { stream, had } = await devices.open(channel);
    if (!this.#life || channel !== (this.dataset.channel ?? "video")) return devices.close(stream);
    this.stream = stream;
    this.#instead = null;
    for (const track of stream.getTracks()) track.addEventListener("ended", () => void this.#devicesChanged());
    show(this, had, "media");
    const own = find(this, "video[data-self]", HTMLVideoElement);
    if (own) own.srcObject = stream;
    this.#showToggles();
    this.#say("testing");
    this.dispatchEvent(new CustomEvent("leg-stream", { bubbles: true, detail: stream }));
    if (await this.#line.send()) this.#say("up");
    else this.#connect();
  }

  /**
   * Shows the other side a second picture, of a document camera or a screen, beside the first; null ends it.
   * @param {MediaStreamTrack | null} track
   */
  async showSecond(track) {
    this.#second = track;
    await this.#line.send();
  }

  /**
   * Sends a picture in the camera's place, the same one with something on it; null: the camera's own again.
   * @param {MediaStreamTrack | null} track
   */
  async showInstead(track) {
    if (track === this.#instead) return;
    this.#instead = track;
    await this.#line.send();
  }

  /** @param {string} state */
  #say(state) {
    show(this, state);
    this.dispatchEvent(new CustomEvent("leg-state", { bubbles: true, detail: { state, media: this.dataset.media } }));
  }

  async #devicesChanged() {
    const live = this.stream.getTracks().every((track) => track.readyState === "live");
    if (this.dataset.state === "asking" || (live && !["audio", "none"].includes(this.dataset.media ?? ""))) return;
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
}

customElements.define("media-leg", MediaLeg);
