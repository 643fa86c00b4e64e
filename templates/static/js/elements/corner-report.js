/**
 * <corner-report data-version>: tells the server every few seconds that this corner's page is there and how its devices
 * are, as far as a page can know; the answer is the corner's banner, so that what staff send shows on every page, and
 * what the device's key is asked to sign.
 */
import { send } from "../lib/api.js";
import * as deviceKey from "../lib/device-key.js";
import { morph } from "../lib/morph.js";
import "./api-button.js";
import "./turn-chime.js";

const EVERY_MS = 20_000;

/** @typedef {"unknown" | "ready" | "missing" | "refused"} Device */

/** @param {"videoinput" | "audioinput"} kind @param {string} permission @returns {Promise<Device>} */
async function measured(kind, permission) {
  const { mediaDevices, permissions } = navigator;
  if (!mediaDevices?.enumerateDevices) return "unknown";
  try {
    const devices = await mediaDevices.enumerateDevices();
    if (!devices.some((device) => device.kind === kind)) return "missing";
    const status = await permissions.query({ name: /** @type {PermissionName} */ (permission) });
    return status.state === "denied" ? "refused" : "ready";
  } catch {
    // A browser that tells nothing of its permissions, or knows no such name.
    return "unknown";
  }
}

class CornerReport extends HTMLElement {
  /** @type {AbortController | null} */
  #life = null;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const timer = setInterval(() => void this.#report(), EVERY_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    document.addEventListener("api-done", (event) => this.#heard(event), { signal });
    void this.#report();
  }

  disconnectedCallback() {
    this.#life?.abort();
  }

  async #report() {
    const [camera, microphone] = await Promise.all([
      measured("videoinput", "camera"),
      measured("audioinput", "microphone"),
    ]);
    const key = await deviceKey.own();
    const told = { camera, microphone, version: this.dataset.version ?? "", device_key: key?.id ?? "" };
    try {
      const answer = await send("POST", "/api/corner/report", told);
      this.#show(answer.banner);
      await deviceKey.answer(key, answer.evidence);
    } catch {
      // The next report comes soon; a server that is away is told of by the page's own strip.
    }
  }

  /** @param {Event} event what an api-button was answered */
  #heard(event) {
    if (event instanceof CustomEvent) this.#show(event.detail?.banner);
  }

  /** @param {unknown} drawn */
  #show(drawn) {
    if (this.isConnected && typeof drawn === "string") morph("banner", drawn);
  }
}

customElements.define("corner-report", CornerReport);
