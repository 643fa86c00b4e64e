/** <turn-chime data-for>: two soft tones when it appears, and again when what it is for changes. */
const NOTES = [
  { hertz: 659.3, at: 0 },
  { hertz: 880, at: 0.28 },
];
const LENGTH_S = 1.4;
const LOUD = 0.16;

class TurnChime extends HTMLElement {
  static observedAttributes = ["data-for"];
  #rungFor = "";

  connectedCallback() {
    this.#ring();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#ring();
  }

  #ring() {
    const what = this.dataset.for ?? "";
    if (!what || what === this.#rungFor) return;
    this.#rungFor = what;
    const audio = new AudioContext();
    const start = audio.currentTime + 0.05;
    for (const note of NOTES) this.#tone(audio, note.hertz, start + note.at);
    setTimeout(() => void audio.close(), (LENGTH_S + 1) * 1_000);
  }

  /** @param {AudioContext} audio @param {number} hertz @param {number} at */
  #tone(audio, hertz, at) {
    const source = new OscillatorNode(audio, { type: "sine", frequency: hertz });
    const loudness = new GainNode(audio, { gain: 0 });
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(LOUD, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH_S);
    source.connect(loudness).connect(audio.destination);
    source.start(at);
    source.stop(at + LENGTH_S);
  }
}

customElements.define("turn-chime", TurnChime);
