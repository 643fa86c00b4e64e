/**
 * A person's line to the server: one leg that is played, restarted where its way broke, replaced where that fails.
 *
 * Law: the leg that stands goes on until its successor is up. States: connecting, up, healing (a new way is looked
 * for), lost (it is tried again by itself), barred (the server refuses this person a leg).
 */
import { Problem } from "./api.js";
import { Backoff } from "./backoff.js";
import { Leg } from "./leg.js";

/** A short gap in the connection often heals by itself. */
const HEAL_MS = 700;
/** Nothing came for so long. The server's feedback on what we send comes ten times a second, else its reports each. */
const QUIET_MS = 1_000;
const IDLE_QUIET_MS = 2_500;
/**
 * A restart that brought nothing by then is joined by a new leg; whichever is heard first stays. Chromium goes on
 * sending over a dead way for 3.5 s after the last it heard on it, even where a restart found another: too long.
 */
const RESTART_MS = 300;
const AGAIN_MS = 250;
const CONNECT_MS = 10_000;
const WATCH_MS = 250;

/** @typedef {"idle" | "connecting" | "up" | "healing" | "lost" | "barred"} State */
/**
 * @typedef {object} Host whose line it is
 * @property {() => string} url where a leg is granted
 * @property {() => import("./leg.js").Sources} sources
 * @property {(state: State) => void} say
 * @property {(leg: Leg) => void} play
 * @property {(leg: Leg, moving: Set<string>) => void} show
 */

export class Line {
  /** @type {Leg | null} what is played */
  leg = null;
  /** @type {Leg | null} what is to take its place */
  #next = null;
  /** @type {State} */
  #state = "idle";
  #backoff = new Backoff(300, 4_000);
  #retry = 0;
  #heal = 0;
  #watch = 0;

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** Whether a leg is up or on its way. */
  get open() {
    return this.leg !== null || this.#next !== null;
  }

  /** @param {State} state */
  #say(state) {
    this.#state = state;
    this.host.say(state);
  }

  #calm() {
    clearTimeout(this.#retry);
    clearTimeout(this.#heal);
    this.#heal = 0;
  }

  /** Opens a new leg; the one that stands goes on until it is up. */
  connect() {
    this.#calm();
    this.#next?.close({ tell: false });
    const leg = new Leg();
    this.#next = leg;
    this.#watch ||= setInterval(() => void this.#look(), WATCH_MS);
    if (!this.leg) this.#say(this.#state === "lost" ? "lost" : "connecting");
    this.#retry = setTimeout(() => this.#failed(leg), CONNECT_MS);
    leg
      .open(this.host.url(), this.host.sources(), (state) => this.#changed(leg, state))
      .catch((problem) => this.#refused(leg, problem));
  }

  /** Sends what the sources give now, in the same sections; false where no leg is up. */
  async send() {
    const { leg } = this;
    await leg?.send(this.host.sources()).catch(() => undefined);
    return leg !== null && leg === this.leg && this.#state === "up";
  }

  /** @param {boolean} tell whether the server is told */
  drop(tell) {
    this.#calm();
    clearInterval(this.#watch);
    this.#watch = 0;
    for (const leg of [this.leg, this.#next]) leg?.close({ tell });
    this.leg = this.#next = null;
  }

  /** @param {Leg} leg @param {RTCPeerConnectionState} state */
  #changed(leg, state) {
    const over = state === "failed" || state === "closed";
    if (leg === this.#next) {
      if (state === "connected") this.#moveTo(leg);
      else if (over) this.#failed(leg);
    } else if (leg === this.leg) {
      if (state === "disconnected") this.#heal ||= setTimeout(() => this.restore(), HEAL_MS);
      else if (over && !this.#next) this.#lost();
    }
  }

  /** @param {Leg} leg */
  #moveTo(leg) {
    const before = this.leg;
    this.leg = leg;
    this.#next = null;
    this.host.play(leg);
    // A node sees by itself that a leg was replaced; another node must be told.
    before?.close({ tell: before.node !== leg.node });
    this.#well();
  }

  /** The line stands: whatever was to mend it is called off. */
  #well() {
    this.#calm();
    this.#next?.close({ tell: true });
    this.#next = null;
    this.#backoff.reset();
    this.#say("up");
  }

  /** Looks for a new way for the leg that stands, and opens a new one when that brings nothing. */
  restore() {
    const { leg } = this;
    if (!leg || this.#next || this.#state === "healing" || this.#state === "lost") return;
    this.#calm();
    this.#say("healing");
    this.#heal = setTimeout(() => this.connect(), RESTART_MS);
    void this.#restart(leg);
  }

  /** @param {Leg} leg */
  async #restart(leg) {
    for (;;) {
      try {
        return await leg.restart();
      } catch (problem) {
        if (leg !== this.leg || this.#next || this.#state !== "healing") return;
        // A server that answered knows this leg no more; one that was not reached may be in a moment.
        if (!(problem instanceof Problem) || problem.status !== 0) return this.connect();
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  async #look() {
    const { leg } = this;
    const beat = await leg?.beat();
    if (!leg || !beat || leg !== this.leg) return;
    this.host.show(leg, beat.moving);
    const sends = this.host.sources().stream.active;
    if (this.#state === "up" && beat.quiet > (sends ? QUIET_MS : IDLE_QUIET_MS)) this.restore();
    else if ((this.#state === "healing" || this.#state === "lost") && beat.quiet < WATCH_MS) this.#well();
  }

  #lost() {
    this.#calm();
    this.#say("lost");
    this.#retry = setTimeout(() => this.connect(), this.#backoff.next());
  }

  /** @param {Leg} leg */
  #failed(leg) {
    if (leg !== this.#next) return;
    leg.close({ tell: true });
    this.#next = null;
    this.#lost();
  }

  /** @param {Leg} leg @param {unknown} problem */
  #refused(leg, problem) {
    if (leg !== this.#next) return;
    if (problem instanceof Problem && problem.status === 403) {
      this.drop(false);
      this.#say("barred");
    } else {
      this.#failed(leg);
    }
  }
}
