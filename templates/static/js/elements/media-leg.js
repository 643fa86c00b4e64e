/**
 * <media-leg data-url="/api/legs">: camera and microphone to the server and back, kept up by itself.
 *
 * data-state: idle, asking, testing, then what its line says: connecting, up, healing, lost, barred (lib/line.js).
 * data-media: both, audio, none – what the camera and microphone gave.
 * A changed data-url or data-node leads to a leg there. Who is played where: lib/slots.js.
 * Buttons within: data-command = microphone | camera | retry. Events: leg-state, leg-stream.
 */
import * as devices from "../lib/devices.js";
import { Line } from "../lib/line.js";
import { find, show } from "../lib/states.js";

export class MediaLeg extends HTMLElement {
  static observedAttributes = ["data-url", "data-node"];

  stream = new MediaStream();
  /** @type {MediaStreamTrack | null} */
  #second = null;
  #line = new Line({
    url: () => this.dataset.url ?? "",
    sources: () => ({ stream: this.stream, second: this.#second }),
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

  /** @param {string} _name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(_name, before, after) {
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

  /** @param {string} state */
  #say(state) {
    show(this, state);
    this.dispatchEvent(new CustomEvent("leg-state", { bubbles: true, detail: { state, media: this.dataset.media } }));
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
}

customElements.define("media-leg", MediaLeg);
