/**
 * The places of a leg: the sections that every offer has, and where a page plays what comes in them.
 *
 * Slot "0" is the main person (`video[data-remote]`), "1" and "2" are two more, "second" is a second picture, of a
 * document camera or a screen (`video[data-slot="1"]` and so on). A voice without a picture's element is heard all the
 * same. All are negotiated when the leg is opened, so that nobody who comes or goes later renegotiates anything.
 */
import { find } from "./states.js";

/** @typedef {{ slot: string, kind: "audio" | "video", sends: "audio" | "video" | "second" | "" }} Section */

/** @type {readonly Section[]} */
export const SECTIONS = [
  { slot: "0", kind: "audio", sends: "audio" },
  { slot: "0", kind: "video", sends: "video" },
  { slot: "1", kind: "audio", sends: "" },
  { slot: "1", kind: "video", sends: "" },
  { slot: "2", kind: "audio", sends: "" },
  { slot: "2", kind: "video", sends: "" },
  { slot: "second", kind: "video", sends: "second" },
];

/** @param {HTMLElement} page @param {string} slot */
function place(page, slot) {
  const selector = slot === "0" ? "video[data-remote]" : `[data-slot="${slot}"]`;
  return find(page, selector, HTMLMediaElement);
}

/** @param {HTMLElement} page @param {string} slot a voice's place, where the page has none for the picture */
function voice(page, slot) {
  const audio = document.createElement("audio");
  audio.dataset.slot = slot;
  audio.hidden = true;
  page.append(audio);
  return audio;
}

export class Slots {
  /** @type {Map<string, MediaStream>} */
  #streams = new Map();
  /** @type {Map<string, string>} the mid of each slot's picture → the slot */
  #pictures = new Map();

  constructor() {
    for (const { slot } of SECTIONS) this.#streams.set(slot, new MediaStream());
  }

  /**
   * Joins a track to what is played once something comes on it: a video element stays silent as long as one of its
   * tracks is empty, and whoever has no camera would not be heard.
   * @param {RTCTrackEvent} event @param {RTCPeerConnection} peer
   */
  receive({ track, transceiver }, peer) {
    const section = SECTIONS[peer.getTransceivers().indexOf(transceiver)];
    const stream = section && this.#streams.get(section.slot);
    if (!stream) return;
    if (track.kind === "video" && transceiver.mid !== null) this.#pictures.set(transceiver.mid, section.slot);
    if (track.muted) track.addEventListener("unmute", () => stream.addTrack(track), { once: true });
    else stream.addTrack(track);
  }

  /** @param {HTMLElement} page whose elements play the slots from now on */
  play(page) {
    for (const [slot, stream] of this.#streams) {
      const element = place(page, slot) ?? voice(page, slot);
      if (element.srcObject === stream) continue;
      element.srcObject = stream;
      element.play().catch(() => addEventListener("pointerdown", () => void element.play(), { once: true }));
    }
  }

  /** @param {HTMLElement} page @param {Set<string>} moving the mids of the pictures that move; other slots are hidden */
  show(page, moving) {
    for (const [mid, slot] of this.#pictures) {
      const element = place(page, slot);
      if (slot !== "0" && element instanceof HTMLVideoElement) element.hidden = !moving.has(mid);
    }
  }
}
