/**
 * Shows in which field the other one types: [data-typing] of the field with the name holds the words, as a template,
 * for as long as it goes on. A screen reader hears of it once in a while, and not at each pause.
 */
const GOES_ON_MS = 4_000;
const SAY_AGAIN_MS = 30_000;

/** @type {WeakMap<Element, { ends: number, said: number }>} */
const places = new WeakMap();

/** @param {unknown} field */
export function typing(field) {
  if (typeof field !== "string") return;
  const place = document.querySelector(`[data-field="${CSS.escape(field)}"] [data-typing]`);
  const words = place?.querySelector("template");
  if (!(place instanceof HTMLElement) || !words) return;
  const known = places.get(place) ?? { ends: 0, said: -SAY_AGAIN_MS };
  clearTimeout(known.ends);
  if (!place.querySelector("span")) {
    const now = performance.now();
    const say = now - known.said >= SAY_AGAIN_MS;
    place.setAttribute("aria-live", say ? "polite" : "off");
    if (say) known.said = now;
    place.append(words.content.cloneNode(true));
  }
  known.ends = setTimeout(() => place.querySelector("span")?.remove(), GOES_ON_MS);
  places.set(place, known);
}
