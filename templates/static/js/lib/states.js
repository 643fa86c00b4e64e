/** A state that an element shows: data-state on itself, and only those [data-when] parts that fit. */

/**
 * @param {HTMLElement} element
 * @param {string} state
 * @param {string} [key] another dataset key than `state`, with its own parts: [data-when-<key>]
 */
export function show(element, state, key = "state") {
  element.dataset[key] = state;
  const attribute = key === "state" ? "data-when" : `data-when-${key}`;
  for (const part of element.querySelectorAll(`[${attribute}]`)) {
    if (!(part instanceof HTMLElement)) continue;
    part.hidden = !(part.getAttribute(attribute) ?? "").split(" ").includes(state);
  }
}

/**
 * The first element fitting the selector, of the kind asked for.
 * @template {Element} T
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new (...args: never[]) => T} kind
 * @returns {T | null}
 */
export function find(within, selector, kind) {
  const found = within.querySelector(selector);
  return found instanceof kind ? found : null;
}
