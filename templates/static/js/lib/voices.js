/** What the browser can say aloud: a voice of a spoken language, and one utterance at a time. */

/** An utterance that neither ends nor fails by then is given up. */
const LONGEST_MS = 15_000;
/** Slower than speech to one person: a hall echoes. */
const RATE = 0.88;

/**
 * A voice by the tags that its language goes by, the fittest first; null where the browser has none.
 * @param {string} tags separated by blanks, each a BCP 47 tag or its beginning
 */
export function voiceOf(tags) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  for (const tag of tags.toLowerCase().split(" ")) {
    const found = voices.find((voice) => `${voice.lang.replace("_", "-").toLowerCase()}-`.startsWith(`${tag}-`));
    if (found) return found;
  }
  return null;
}

/**
 * Says it to its end. Resolves in any case: what cannot be said is passed over.
 * @param {string} text @param {SpeechSynthesisVoice} voice
 * @returns {Promise<void>}
 */
export function say(text, voice) {
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = RATE;
    const late = setTimeout(() => {
      speechSynthesis.cancel();
      resolve();
    }, LONGEST_MS);
    const done = () => {
      clearTimeout(late);
      resolve();
    };
    utterance.addEventListener("end", done);
    utterance.addEventListener("error", done);
    speechSynthesis.speak(utterance);
  });
}
