/** <live-page data-screen>: keeps the page in step with the server over one WebSocket, and says when it cannot. */
import { Backoff } from "../lib/backoff.js";
import { go } from "../lib/api.js";
import { morph } from "../lib/morph.js";
import { typing } from "../lib/typing.js";

/** Quiet for so long means that the line is dead, whatever the socket believes; the server pings more often. */
const SILENCE_MS = 60_000;
/** A shorter gap is not worth a word. */
const PATIENCE_MS = 1_500;
/** What the door answers to a page that has no business there any more: the visit ended, went on, or was signed out. */
const SHUT = [401, 403, 404, 409];
/** So long passes between two questions why no socket opens, and between two loads of one page for that reason. */
const ASK_MS = 5_000;
const LEAD_ON_MS = 60_000;

class LivePage extends HTMLElement {
  /** @type {WebSocket | null} */
  #socket = null;
  #backoff = new Backoff(300, 4_000);
  #heardAt = 0;
  /** @type {Element | null} */
  #strip = null;
  /** @type {AbortController | null} */
  #life = null;
  #retry = 0;
  #patience = 0;
  /** Sockets in a row that never opened. */
  #refused = 0;
  #askedAt = -ASK_MS;
  /** A form was sent: its answer says where to go, not the socket. */
  #leaving = false;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    addEventListener("online", () => this.#connectNow(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#connectNow(), { signal });
    this.addEventListener("field-typing", (event) => this.#say("typing", event), { signal });
    document.addEventListener("submit", (event) => (this.#leaving ||= !event.defaultPrevented), { signal });
    const watch = setInterval(() => this.#watch(), 5_000);
    signal.addEventListener("abort", () => clearInterval(watch));
    this.#connect();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    clearTimeout(this.#retry);
    clearTimeout(this.#patience);
    this.#socket?.close();
    this.#socket = null;
  }

  #connectNow() {
    if (this.#socket?.readyState === WebSocket.OPEN) return;
    this.#backoff.reset();
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#drop();
    const url = this.#address();
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.addEventListener("open", () => this.#opened(socket));
    socket.addEventListener("message", (event) => this.#heard(socket, event.data));
    socket.addEventListener("close", () => this.#lost(socket));
  }

  #address() {
    return new URL(`/live/${this.dataset.screen ?? ""}${location.search}`, location.href);
  }

  /** Lets go of the present socket without hearing of its end. */
  #drop() {
    const old = this.#socket;
    this.#socket = null;
    old?.close();
  }

  /** @param {WebSocket} socket */
  #opened(socket) {
    if (socket !== this.#socket) return;
    this.#backoff.reset();
    this.#refused = 0;
    clearTimeout(this.#patience);
    this.#patience = 0;
    this.dataset.state = "up";
    this.#strip?.remove();
    this.#strip = null;
  }

  /** @param {WebSocket} socket */
  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#patience ||= setTimeout(() => this.#sayOffline(), PATIENCE_MS);
    this.#retry = setTimeout(() => this.#connect(), this.#backoff.next());
    this.#refused += 1;
    if (this.#refused > 1) this.#askWhy().catch(() => {});
  }

  /** A socket that was refused cannot say why. Its address can, asked plainly: whoever is shut out is led on. */
  async #askWhy() {
    if (performance.now() - this.#askedAt < ASK_MS) return;
    this.#askedAt = performance.now();
    const answer = await fetch(this.#address(), { headers: { Accept: "application/json" } });
    if (SHUT.includes(answer.status) && this.#life && !this.#leaving) this.#leadOn();
  }

  /** The page is loaded again, and its own address says where it goes on; but once in a while only, or it never ends. */
  #leadOn() {
    const key = `led-on ${location.pathname}`;
    const last = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last < LEAD_ON_MS) return;
    sessionStorage.setItem(key, String(Date.now()));
    go(location.pathname + location.search);
  }

  #sayOffline() {
    this.dataset.state = "down";
    if (this.#strip) return;
    const words = this.querySelector(":scope > template[data-offline]");
    if (!(words instanceof HTMLTemplateElement)) return;
    const strip = words.content.firstElementChild?.cloneNode(true);
    if (!(strip instanceof Element)) return;
    this.prepend(strip);
    this.#strip = strip;
  }

  #watch() {
    if (!this.#socket || performance.now() - this.#heardAt < SILENCE_MS) return;
    const socket = this.#socket;
    this.#lost(socket);
    socket.close();
  }

  /** @param {WebSocket} socket @param {unknown} data */
  #heard(socket, data) {
    if (socket !== this.#socket || typeof data !== "string") return;
    this.#heardAt = performance.now();
    const message = JSON.parse(data);
    if (message.kind === "ping") socket.send(JSON.stringify({ kind: "pong" }));
    else if (message.kind === "go" && !this.#leaving) go(message.to);
    else if (message.kind === "typing") typing(message.field);
    else if (message.kind === "fragments") this.#show(message.fragments);
  }

  /** What is true for a moment alone: with no socket it is not said. @param {string} kind @param {Event} event */
  #say(kind, event) {
    if (this.#socket?.readyState !== WebSocket.OPEN || !(event instanceof CustomEvent)) return;
    this.#socket.send(JSON.stringify({ kind, field: event.detail }));
  }

  /** @param {Record<string, string>} fragments */
  #show(fragments) {
    for (const [id, html] of Object.entries(fragments)) morph(id, html);
    this.#leadLeg();
    this.dispatchEvent(new CustomEvent("live-shown", { bubbles: true, detail: Object.keys(fragments) }));
  }

  /**
   * A fragment may name the media node on which the page's leg meets the other side's (with none named it may stay),
   * and by which channel the two meet.
   */
  #leadLeg() {
    const told = this.querySelector("[data-leg-node]");
    const leg = this.querySelector("media-leg");
    const node = told instanceof HTMLElement ? told.dataset.legNode : "";
    if (node && leg instanceof HTMLElement) leg.dataset.node = node;
    const channel = this.querySelector("[data-leg-channel]");
    if (!(channel instanceof HTMLElement) || !(leg instanceof HTMLElement)) return;
    if (leg.dataset.channel !== channel.dataset.legChannel) leg.dataset.channel = channel.dataset.legChannel;
  }
}

customElements.define("live-page", LivePage);
